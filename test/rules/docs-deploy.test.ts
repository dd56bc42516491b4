import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments, parseDocument } from 'yaml';
import { ConfigFile } from '../../src/config/file.js';
import { Environment } from '../../src/config/environment.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { COMMANDS } from '../../src/slack/commands/index.js';
import { PROMPTS } from '../../src/slack/handlers/events/home-opened.js';
import { COMMAND, REQUEST_PATH } from '../../src/slack/ids.js';
import { EVENTS, SCOPES } from '../../src/slack/scopes.js';
import { ALL_SHORTCUTS } from '../../src/slack/shortcuts/index.js';
import { describeWithServer, promtoolPath } from '../helpers/real-servers.js';

const DEPLOY = fileURLToPath(new URL('../../deploy', import.meta.url));
const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));
const read = (path: string) => readFileSync(join(DEPLOY, path), 'utf8');
const yaml = (path: string) => parseDocument(read(path)).toJS() as Record<string, unknown>;

/** Names that a query may use: ours with the suffixes of histograms, Prometheus's own, and Node's. */
async function knownMetrics(): Promise<ReadonlySet<string>> {
  const metrics = await createMetrics({ collectProcess: true }).registry.getMetricsAsJSON();
  const names = metrics.flatMap(({ name, type }) =>
    String(type) === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name],
  );
  return new Set([...names, 'up']);
}

/** Words before a brace, a bracket or the end that look like metrics of ours, Node's or the process's. */
const metricsIn = (query: string) => query.match(/\b(?:firewatch|nodejs|process)_\w+/g) ?? [];

describe('the Slack manifest', () => {
  const manifest = yaml('slack-manifest.yaml') as {
    features: {
      app_home: Record<string, boolean>;
      agent_view: { agent_description: string; suggested_prompts: { title: string; message: string }[] };
      shortcuts: { type: string; callback_id: string }[];
      slash_commands: { command: string; usage_hint: string }[];
    };
    oauth_config: { scopes: { bot: string[] } };
    settings: {
      event_subscriptions: { bot_events: string[] };
      interactivity: { is_enabled: boolean };
      socket_mode_enabled: boolean;
    };
  };

  /** Scopes of a bot token for each method that is called, from Slack's reference. */
  const METHODS: Readonly<Record<string, readonly string[]>> = {
    'auth.test': [],
    // With the app-level token.
    'apps.connections.open': [],
    'assistant.threads.setStatus': ['assistant:write'],
    'assistant.threads.setSuggestedPrompts': ['assistant:write'],
    'assistant.threads.setTitle': ['assistant:write'],
    'canvases.create': ['canvases:write'],
    'canvases.edit': ['canvases:write'],
    'chat.appendStream': ['chat:write'],
    'chat.delete': ['chat:write'],
    'chat.postEphemeral': ['chat:write'],
    'chat.postMessage': ['chat:write'],
    'chat.startStream': ['chat:write'],
    'chat.stopStream': ['chat:write'],
    'chat.update': ['chat:write'],
    'conversations.history': ['channels:history', 'groups:history'],
    'conversations.list': ['channels:read', 'groups:read'],
    'conversations.open': ['im:write'],
    'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
    'files.completeUploadExternal': ['files:write'],
    'files.getUploadURLExternal': ['files:write'],
    'usergroups.users.list': ['usergroups:read'],
    // The address comes with a scope of its own.
    'users.info': ['users:read', 'users:read.email'],
    'users.lookupByEmail': ['users:read.email'],
    'views.open': [],
    'views.publish': [],
    'views.update': [],
  };

  /** Scopes without which Slack does not send an event. */
  const EVENT_SCOPES: Readonly<Record<string, readonly string[]>> = {
    app_home_opened: [],
    app_mention: ['app_mentions:read'],
    member_joined_channel: ['channels:read', 'groups:read'],
    'message.im': ['im:history'],
    reaction_added: ['reactions:read'],
  };

  function methodsUsed(folder: string): string[] {
    return readdirSync(folder).flatMap((entry) => {
      const path = join(folder, entry);
      if (statSync(path).isDirectory()) return methodsUsed(path);
      const text = readFileSync(path, 'utf8');
      return [
        ...text.matchAll(
          /client!?\??\s*\.((?:admin|agents|apps|assistant|auth|bookmarks|bots|canvases|chat|conversations|files|pins|reactions|team|usergroups|users|views)(?:\s*\.[a-z]\w+)+)\(/g,
        ),
      ].map(([, method = '']) => method.replace(/\s+/g, ''));
    });
  }

  test('asks for exactly the scopes of the methods that are called and the events that are heard', () => {
    const methods = [...new Set(methodsUsed(SOURCES))];
    expect(methods).toContain('chat.postMessage');

    expect(methods.toSorted()).toEqual(Object.keys(METHODS).toSorted());
    const needed = new Set([
      'commands',
      ...Object.values(METHODS).flat(),
      ...Object.values(EVENT_SCOPES).flat(),
    ]);
    expect(new Set(manifest.oauth_config.scopes.bot)).toEqual(needed);
    expect(new Set(Object.keys(SCOPES))).toEqual(needed);
  });

  test('subscribes to exactly the events that are handled', () => {
    const events = manifest.settings.event_subscriptions.bot_events;

    expect(events.toSorted()).toEqual(Object.keys(EVENT_SCOPES).toSorted());
    expect(Object.keys(EVENTS).toSorted()).toEqual(events.toSorted());
  });

  test('declares our command, shortcuts, buttons, Home tab, agent pane and Socket Mode', () => {
    const { features, settings } = manifest;

    expect(features.slash_commands.map(({ command }) => command)).toEqual([COMMAND]);
    const hint = features.slash_commands[0]?.usage_hint ?? '';
    expect(hint.split(' | ').toSorted()).toEqual(COMMANDS.map(({ verb }) => verb).toSorted());
    expect(hint.length).toBeLessThanOrEqual(1000);
    expect(features.shortcuts.map(({ callback_id: id }) => id)).toEqual(
      ALL_SHORTCUTS.map(({ callbackId }) => callbackId),
    );
    expect(features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
    expect(features.agent_view.agent_description.length).toBeLessThanOrEqual(300);
    expect(features.agent_view.suggested_prompts).toEqual(PROMPTS);
    expect(settings).toMatchObject({ interactivity: { is_enabled: true }, socket_mode_enabled: true });
    expect(read('slack-manifest.yaml')).toContain(REQUEST_PATH);
  });
});

describe('the Kubernetes manifests', () => {
  const documents = parseAllDocuments(read('kubernetes/firewatch.yaml')).map(
    (document) => document.toJS() as Record<string, unknown>,
  );
  const of = (kind: string) => documents.find((document) => document['kind'] === kind);

  interface Container {
    env: { name: string }[];
    envFrom: unknown[];
    ports: { name: string; containerPort: number }[];
    livenessProbe: unknown;
    readinessProbe: unknown;
    securityContext: unknown;
    volumeMounts: { name: string }[];
  }
  const deployment = of('Deployment') as {
    spec: {
      replicas: number;
      template: { spec: { securityContext: unknown; containers: Container[]; volumes: { name: string }[] } };
    };
  };
  const pod = deployment.spec.template.spec;
  const [container] = pod.containers;

  test('run two replicas that cannot write to their image nor become root', () => {
    expect(deployment.spec.replicas).toBe(2);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container?.securityContext).toMatchObject({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    });
    expect(container?.envFrom).toEqual([{ secretRef: { name: 'firewatch' } }]);
    expect(read('kubernetes/firewatch.yaml')).toContain('--from-literal=DATABASE_URL=');
  });

  test('ask for life and readiness where the server answers', () => {
    expect(container?.livenessProbe).toMatchObject({ httpGet: { path: '/healthz', port: 'http' } });
    expect(container?.readinessProbe).toMatchObject({ httpGet: { path: '/readyz', port: 'http' } });
    expect(container?.ports).toEqual([{ name: 'http', containerPort: Environment.parse({}).PORT }]);
  });

  test('set only known variables, mount only declared volumes, and hold a configuration that is accepted', () => {
    for (const { name } of container?.env ?? []) expect(Object.keys(Environment.shape)).toContain(name);
    const volumes = pod.volumes.map(({ name }) => name);
    for (const { name } of container?.volumeMounts ?? []) expect(volumes).toContain(name);
    const { data } = of('ConfigMap') as { data: Record<string, string> };
    expect(ConfigFile.safeParse(parseDocument(data['firewatch.yaml'] ?? '').toJS()).success).toBe(true);
    for (const kind of ['ServiceAccount', 'Service']) expect(of(kind)).toBeDefined();
  });
});

describe('the dashboard', () => {
  test('shows only metrics that exist', async () => {
    const known = await knownMetrics();
    const dashboard = JSON.parse(read('grafana/dashboard.json')) as {
      panels: { id: number; title: string; targets: { expr: string }[] }[];
    };
    const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const query of queries) {
      expect(metricsIn(query).length).toBeGreaterThan(0);
      for (const name of metricsIn(query)) expect([...known]).toContain(name);
    }
  });
});

describe('the alert rules about Firewatch', () => {
  const { groups } = yaml('prometheus/firewatch-rules.yml') as {
    groups: { rules: { alert: string; expr: string; labels: object; annotations: object }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);

  test('use only metrics that exist, and say what to do', async () => {
    const known = await knownMetrics();

    for (const rule of rules) {
      for (const name of metricsIn(rule.expr)) expect([...known]).toContain(name);
      expect(rule.labels).toHaveProperty('severity');
      expect(rule.annotations).toHaveProperty('summary');
      expect(rule.annotations).toHaveProperty('description');
    }
  });
});

describeWithServer('prometheus', 'the alert rules in Prometheus', () => {
  const promtool = (...args: string[]) =>
    execFileSync(promtoolPath(), args, { cwd: join(DEPLOY, 'prometheus'), encoding: 'utf8', stdio: 'pipe' });

  test('are valid, and fire when they should', () => {
    expect(promtool('check', 'rules', 'firewatch-rules.yml')).toContain('SUCCESS');
    expect(promtool('check', 'config', 'scrape.yml')).toContain('SUCCESS');
    expect(promtool('test', 'rules', 'firewatch-rules.test.yml')).toContain('SUCCESS');
  });
});

describeWithServer('alertmanager', 'the example for Alertmanager', () => {
  test('is valid', () => {
    // It comes with the same package as the server.
    expect(existsSync('/usr/bin/amtool')).toBe(true);
    const config = join(DEPLOY, 'alertmanager/alertmanager.yml');

    expect(execFileSync('/usr/bin/amtool', ['check-config', config], { encoding: 'utf8' })).toContain(
      'SUCCESS',
    );
  });
});
