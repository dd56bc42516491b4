import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, test } from '@jest/globals';
import { createUseCases } from '../../src/app/use-cases.js';
import type { Parts } from '../../src/app/parts.js';
import type { Incident } from '../../src/incidents/incident.js';
import { createMcpHandler } from '../../src/mcp/create-handler.js';
import { silentLogger } from '../../src/observability/logger.js';
import { investigateIncident } from '../../src/workflows/investigation/investigate-incident.js';
import { exportCases } from '../../src/workflows/knowledge/export-cases.js';
import { changePrivacy } from '../../src/workflows/lifecycle/change-privacy.js';
import { mergeIncident } from '../../src/workflows/lifecycle/merge-incident.js';
import { resolveIncident } from '../../src/workflows/lifecycle/resolve-incident.js';
import { tools } from '../../tools/index.js';
import { describeOnOneDatabase } from '../helpers/every-database.js';
import { REPORT } from '../helpers/investigate-with.js';
import { reports, startScriptedOpenAI } from '../helpers/scripted-openai.js';
import { scriptedRoute } from '../helpers/scripted-route.js';
import { ALICE, buildAlert, createWorkflowDeps, incidentsOf, receive } from '../helpers/workflow-deps.js';
import { request } from '../workflows/lifecycle/lifecycle.js';

const LIMITS = { modelCalls: 2, toolCalls: 2, seconds: 20, inputTokens: 100_000, outputTokens: 4000 };
const SECRET = 'the takeover of Globex';

describeOnOneDatabase('what another assistant and an export are shown', (open) => {
  async function setUp() {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const parts = { ...deps, settings: deps.settings };
    const opened = async (service = 'search') => {
      const labels = { alertname: 'SlowSearch', service, severity: 'critical' };
      await receive(deps, buildAlert({ name: 'SlowSearch', labels }));
      return (await incidentsOf(deps)).at(-1)!;
    };
    const over = (incident: Incident) =>
      resolveIncident(parts, ALICE, { ...request(incident, 'over'), cause: SECRET, fix: SECRET });
    const hide = (which: Incident) =>
      changePrivacy(parts, ALICE, { ...request(which, `hide ${which.id}`), isPrivate: true, reason: null });
    /** By a model, which says what it reads. */
    const investigate = async (incident: Incident, summary: string) => {
      const server = await startScriptedOpenAI([reports({ ...REPORT, summary, cause: null, claims: [] })]);
      try {
        const [waiting] = await store.transaction((tx) => tx.investigations.latest(incident.id));
        const agent = { model: scriptedRoute({ baseUrl: server.url }), tools, limits: LIMITS };
        await investigateIncident({ ...parts, agent }, waiting!.id, new AbortController().signal);
      } finally {
        await server.close();
      }
    };
    const ask = async (name: string, args: Record<string, unknown> = {}) => {
      const reading = createUseCases(parts as unknown as Parts, { connections: [] } as never);
      const redact = (_subject: string | null, value: unknown) => Promise.resolve(value);
      const handle = createMcpHandler({ reading, redact, log: silentLogger() });
      const server = createServer((incoming, response) => {
        let body = '';
        incoming.on('data', (chunk) => (body += String(chunk)));
        incoming.on('end', () => void handle(incoming, response, body === '' ? undefined : JSON.parse(body)));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const client = new Client({ name: 'assistant', version: '1' });
      await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
      try {
        const { content } = await client.callTool({ name, arguments: args });
        return (content as { text: string }[])[0]!.text;
      } finally {
        await client.close();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    };
    const listed = async (args: Record<string, unknown>) => {
      const { incidents, hasMore } = JSON.parse(await ask('list_incidents', args)) as {
        incidents: { incident: string }[];
        hasMore: boolean;
      };
      return { incidents: incidents.map(({ incident }) => incident), hasMore };
    };
    return { parts, database, opened, over, hide, investigate, ask, listed };
  }

  test('are whole pages, however many private incidents there are', async () => {
    const { database, opened, listed } = await setUp();
    await opened();
    // Worse than the public ones, or ended after them.
    for (const [status, isPrivate, count] of [
      ['open', true, 230],
      ['open', false, 3],
      ['resolved', false, 3],
      ['resolved', true, 230],
    ] as const)
      await database.query(
        `INSERT INTO firewatch.incidents (number, title, status, severity, source, group_key, channel, started_at,
           impact_score, is_private, resolved_at) OVERRIDING SYSTEM VALUE
         SELECT (SELECT max(number) FROM firewatch.incidents) + n, 'Slow', $1::text, 'sev3', 'alertmanager',
           $1::text || $2::boolean || n, 'C0', now(), CASE WHEN $2::boolean THEN 100 ELSE 10 END, $2::boolean,
           CASE WHEN $1::text = 'resolved' THEN clock_timestamp() END
         FROM generate_series(1, $3::int) AS n`,
        [status, isPrivate, count],
      );

    expect((await listed({ status: 'active', limit: 2 })).incidents).toHaveLength(2);
    expect(await listed({ status: 'active', limit: 50 })).toMatchObject({ hasMore: false });
    expect((await listed({ status: 'active', limit: 50 })).incidents).toHaveLength(4);
    const ended = await listed({ status: 'resolved', limit: 2 });
    expect(ended).toEqual({ incidents: [expect.any(String), expect.any(String)], hasMore: true });
    expect((await listed({ status: 'resolved', limit: 50 })).incidents).toHaveLength(3);
  });

  test('tell nothing of an incident that became private after another one was compared with it', async () => {
    const { parts, database, opened, over, hide, investigate, ask } = await setUp();
    const past = await opened();
    await over(past);
    const incident = await opened();
    await investigate(incident, `Like INC-1, which was ${SECRET}.`);
    await database.query(
      "INSERT INTO firewatch.confirmed_causes (incident_id, service, told, at) VALUES ($1, 'search', 'named', now() + interval '1 h')",
      [incident.id],
    );
    const read = async () => {
      const exported: unknown[] = [];
      await exportCases(parts, { since: null }, (record) => void exported.push(record));
      const seen = await Promise.all(
        ['E1', 'E2', 'E3'].map((evidenceId) => ask('get_evidence', { number: 2, evidenceId })),
      );
      return { shown: await ask('get_incident', { number: 2 }), seen: seen.join('\n'), exported };
    };
    const before = await read();
    await hide(past);

    const { shown, seen, exported } = await read();

    for (const text of [before.shown, before.seen, JSON.stringify(before.exported)])
      expect(text).toContain(SECRET);
    for (const text of [shown, seen, JSON.stringify(exported)]) expect(text).not.toContain(SECRET);
    expect(exported).toHaveLength(before.exported.length);
    expect(shown).toContain('SlowSearch');
    expect(seen).toContain('shows no evidence');
  });

  test('tell nothing of an incident that is part of a private one, in whichever order that came', async () => {
    const { parts, opened, hide, ask, listed } = await setUp();
    const [first, second] = [await opened(), await opened('payments')];
    await mergeIncident(parts, ALICE, { ...request(first, 'm1'), intoId: second.id });
    expect((await listed({ status: 'resolved' })).incidents).toEqual(['INC-1']);
    await hide(second);

    expect((await listed({ status: 'resolved' })).incidents).toEqual([]);
    expect(await ask('get_incident', { number: 1 })).toMatch(/^There is no incident INC-1/);
    expect(await ask('get_incident', { number: 2 })).toMatch(/^There is no incident INC-2/);
  });
});
