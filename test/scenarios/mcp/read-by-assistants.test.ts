import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  alertOf,
  APPROVER,
  CHANNEL,
  findProposal,
  startBot,
  until,
  webhookOf,
  WEBHOOK,
  type Bot,
} from '../../helpers/bot.js';

const TOKEN = 'mcp-token-for-tests-0123456789';
const SECRET = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';

let bot: Bot;
let client: Client;
beforeAll(async () => {
  bot = await startBot({ database: 'either', env: { MCP_TOKEN: TOKEN, LOG_LEVEL: 'info' } });
  const alert = alertOf();
  const annotations = { ...alert.annotations, summary: `Half of all checkouts fail, token ${SECRET}` };
  await bot.post(WEBHOOK, webhookOf({ ...alert, annotations }));
  client = await connect(bot, TOKEN);
  await until('the proposal', () => findProposal(bot));
  await askUntil('the analysis', ({ text, isError }) =>
    isError ? false : (JSON.parse(text) as { analysis: unknown }).analysis !== null,
  );
}, 120_000);
afterAll(async () => {
  await client.close();
  await bot.close();
});

async function connect({ url }: Bot, token: string): Promise<Client> {
  const connected = new Client({ name: 'assistant', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await connected.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit }));
  return connected;
}

async function ask(
  name: string,
  args: Record<string, unknown> = {},
): Promise<{ text: string; isError: boolean }> {
  const { content, isError } = await client.callTool({ name, arguments: args });
  const [part] = content as { text: string }[];
  return { text: part?.text ?? '', isError: isError === true };
}

/** Asks for the incident no more often than an assistant may. */
async function askUntil(
  what: string,
  isSo: (answer: Awaited<ReturnType<typeof ask>>) => boolean,
): Promise<void> {
  await until(what, async () => {
    if (isSo(await ask('get_incident', { number: 1 }))) return true;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return undefined;
  });
}

describe('another assistant', () => {
  test('finds tools that all read and nothing else', async () => {
    const { tools } = await client.listTools();

    expect(tools.map(({ name }) => name)).toEqual([
      'list_incidents',
      'get_incident',
      'get_evidence',
      'search_runbooks',
      'read_runbook',
      'get_stats',
    ]);
    expect(tools.map(({ annotations }) => annotations?.readOnlyHint)).toEqual(tools.map(() => true));
    for (const { inputSchema } of tools) {
      for (const field of Object.values(inputSchema.properties ?? {}))
        expect(field).toHaveProperty('description');
    }
  });

  test('reads the incident, its evidence and what was concluded', async () => {
    const { incidents } = JSON.parse((await ask('list_incidents')).text) as {
      incidents: Record<string, unknown>[];
    };
    expect(incidents).toEqual([
      expect.objectContaining({ incident: 'INC-1', status: 'open', service: 'checkout' }),
    ]);

    const incident = JSON.parse((await ask('get_incident', { number: 1 })).text) as {
      analysis: { cause: { service: string; evidenceIds: string[] } };
      evidence: { id: string; statement: string }[];
    };
    expect(incident.analysis.cause.service).toBe('checkout');
    const id = incident.analysis.cause.evidenceIds[0] ?? '';
    expect(incident.evidence.map((one) => one.id)).toContain(id);

    const evidence = JSON.parse((await ask('get_evidence', { number: 1, evidenceId: id })).text) as object;
    expect(evidence).toMatchObject({ id, statement: expect.any(String), query: expect.anything() });
  });

  test('reads runbooks and numbers', async () => {
    const { runbooks } = JSON.parse((await ask('search_runbooks', { words: 'checkout errors' })).text) as {
      runbooks: { id: string }[];
    };
    expect(runbooks[0]?.id).toBe('checkout-errors');
    expect((await ask('read_runbook', { id: 'checkout-errors' })).text).toContain('Restart it.');
    expect(JSON.parse((await ask('get_stats', { days: 7 })).text)).toMatchObject({ opened: 1 });
  });

  test('is shown no secret that an alert carried', async () => {
    const { text } = await ask('get_incident', { number: 1 });

    expect(text).not.toContain(SECRET);
    expect(text).toMatch(/token <secret:/);
  });

  test.each([
    ['get_incident', { number: 99 }, 'There is no incident INC-99 that can be shown.'],
    ['get_evidence', { number: 1, evidenceId: 'E999' }, 'INC-1 shows no evidence E999'],
    ['read_runbook', { id: '../../etc/passwd' }, 'There is no runbook'],
  ])('is told what there is not: %s', async (name, args, words) => {
    const { text, isError } = await ask(name, args);

    expect({ isError, text }).toEqual({ isError: true, text: expect.stringContaining(words) });
  });
});

describe('an incident that people made private', () => {
  test('does not exist for other assistants', async () => {
    await bot.slack.control.people.command({
      user: APPROVER,
      channel: CHANNEL,
      text: '/incident private 1 on',
    });
    await askUntil('the secrecy', ({ text }) => text === 'There is no incident INC-1 that can be shown.');

    expect((await ask('list_incidents')).text).toBe('{"incidents":[],"hasMore":false}');
    expect((await ask('get_evidence', { number: 1, evidenceId: 'E1' })).isError).toBe(true);
  });
});

describe('the door', () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    accept: 'application/json, text/event-stream',
  };
  const send = (body: unknown, more: Record<string, string> = {}) =>
    bot.post('/mcp', body, { ...headers, ...more });

  test('opens for the token alone', async () => {
    expect((await send(list)).status).toBe(200);
    expect((await send(list, { authorization: 'Bearer wrong' })).status).toBe(401);
    await expect(connect(bot, 'wrong')).rejects.toThrow(/401|MCP_TOKEN/);
  });

  test('stays shut for pages in browsers, whoever they pretend to be', async () => {
    expect((await send(list, { origin: 'http://localhost:8080' })).status).toBe(403);
  });

  test('takes one message at a time, of a moderate size, in JSON', async () => {
    expect((await send([list, list])).status).toBe(400);
    expect((await send('{')).status).toBe(400);
    expect((await send({ ...list, params: { padding: 'x'.repeat(70_000) } })).status).toBe(413);
  });

  test('has no streams and no sessions', async () => {
    const answer = await fetch(`${bot.url}/mcp`, { headers });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('asks whoever hurries to slow down', async () => {
    const statuses: number[] = [];
    while (!statuses.includes(429) && statuses.length < 200) statuses.push((await send(list)).status);

    expect(statuses.at(-1)).toBe(429);
  });
});
