import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments, parseDocument } from 'yaml';
import { ConfigFile } from '../../src/config/file.js';
import { Environment } from '../../src/config/environment.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { COMMAND, REQUEST_PATH } from '../../src/slack/ids.js';
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
    features: { slash_commands: { command: string }[] };
    oauth_config: { scopes: { bot: string[] } };
    settings: { interactivity: { is_enabled: boolean }; socket_mode_enabled: boolean };
  };

  /** Scopes of a bot token for each method, from Slack's reference; null = none needed. */
  const SCOPES: Readonly<Record<string, readonly string[]>> = {
    'auth.test': [],
    // With the app-level token.
    'apps.connections.open': [],
    'chat.postMessage': ['chat:write'],
    'chat.update': ['chat:write'],
    'chat.delete': ['chat:write'],
    'conversations.history': ['channels:history', 'groups:history'],
    'conversations.replies': ['channels:history', 'groups:history'],
    'conversations.list': ['channels:read', 'groups:read'],
  };

  function methodsUsed(folder: string): string[] {
    return readdirSync(folder).flatMap((entry) => {
      const path = join(folder, entry);
      if (statSync(path).isDirectory()) return methodsUsed(path);
      const text = readFileSync(path, 'utf8');
      return [
        ...text.matchAll(
          /\.((?:admin|apps|assistant|auth|bookmarks|bots|chat|conversations|files|pins|reactions|team|usergroups|users|views)(?:\.[a-z]\w+)+)\(/g,
        ),
      ].map(([, method = '']) => method);
    });
  }

  test('asks for exactly the scopes of the methods that are called', () => {
    const methods = [...new Set(methodsUsed(SOURCES))];
    expect(methods).toContain('chat.postMessage');

    for (const method of methods) expect(Object.keys(SCOPES)).toContain(method);
    const needed = new Set(['commands', ...methods.flatMap((method) => SCOPES[method] ?? [])]);
    expect(new Set(manifest.oauth_config.scopes.bot)).toEqual(needed);
  });

  test('declares our command, buttons and Socket Mode', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([COMMAND]);
    expect(manifest.settings).toMatchObject({
      interactivity: { is_enabled: true },
      socket_mode_enabled: true,
    });
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
