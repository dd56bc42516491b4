import { afterEach, describe, expect, test } from '@jest/globals';
import { alertOf, startBot, textOf, until, webhookOf, WEBHOOK, type Bot } from '../../helpers/bot.js';
import { startToolbox, type ToolboxOverHttp } from '../../helpers/mcp/http-server.js';
import {
  calls,
  reports,
  startScriptedOpenAI,
  type ChatRequest,
  type ScriptedOpenAI,
} from '../../helpers/scripted-openai.js';

let bot: Bot | undefined;
let model: ScriptedOpenAI | undefined;
let toolbox: ToolboxOverHttp | undefined;
afterEach(async () => {
  await bot?.close();
  await model?.close();
  await toolbox?.close();
  bot = undefined;
  model = undefined;
  toolbox = undefined;
});

const answersIn = ({ messages }: ChatRequest): readonly string[] =>
  messages.flatMap(({ role, content }) => (role === 'tool' ? [content ?? ''] : []));
const idIn = (request: ChatRequest): string =>
  /^(E\d+): deploys/m.exec(answersIn(request).join('\n'))?.[1] ?? 'none';

const PERSON = 'mira.lind@shop.example';
const SECRET = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
const personIn = (request: ChatRequest): string =>
  /<person:email:\d+>/.exec(answersIn(request).join('\n'))?.[0] ?? 'nobody';

describe('an investigation beside an MCP server', () => {
  test('asks the tool that the operator lists, cites what it saw, and can do nothing else with the server', async () => {
    toolbox = await startToolbox();
    const release = { service: 'checkout', version: '1.4.2', at: '02:58' };
    toolbox.box.releases = JSON.stringify([{ ...release, by: PERSON, token: SECRET }]);
    model = await startScriptedOpenAI([
      calls(
        { name: 'deploys_list_releases', args: { service: 'checkout' } },
        { name: 'deploys_restart_service', args: { service: 'checkout' } },
        { name: 'deploys_drop_everything', args: {} },
      ),
      (request) => calls({ name: 'deploys_list_releases', args: { service: personIn(request) } }),
      (request) =>
        reports({
          summary: 'Version 1.4.2 of checkout was released at 02:58.',
          cause: null,
          claims: [
            { text: 'Version 1.4.2 of checkout was released at 02:58.', evidenceIds: [idIn(request)] },
          ],
          hypotheses: [],
          missing: [],
          nextSteps: [],
        }),
    ]);
    bot = await startBot({
      database: 'either',
      config: {
        mcp: {
          servers: [
            {
              name: 'deploys',
              url: toolbox.url,
              tools: [{ name: 'list_releases' }, { name: 'restart_service' }],
            },
          ],
        },
      },
      env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url, LOG_LEVEL: 'info' },
    });
    const { log, cards } = bot;
    await until('the tools', () =>
      log.find((line) => line.includes('an MCP server was asked for its tools')),
    );
    await bot.post(WEBHOOK, webhookOf(alertOf()));
    await until('the report', () =>
      cards().find((card) => textOf(card).includes('Version 1.4.2 of checkout')),
    );

    const [first, second] = model.requests;
    const names = first?.tools.map((tool) => tool.function.name) ?? [];
    expect(names.filter((name) => name.startsWith('deploys'))).toEqual(['deploys_list_releases']);
    expect(
      answersIn(second!).filter((answer) => answer.includes('There is no tool with this name')),
    ).toHaveLength(2);
    // Nothing secret or personal reaches the model, nor the server by way of the model.
    expect(model.requests.filter(({ raw }) => raw.includes(SECRET) || raw.includes(PERSON))).toEqual([]);
    expect(toolbox.box.calls.map(({ name, args }) => ({ name, args }))).toEqual([
      { name: 'list_releases', args: { service: 'checkout' } },
      { name: 'list_releases', args: { service: expect.stringMatching(/^<person:email:\d+>$/) } },
    ]);
    // Nobody set MCP_TOKEN, so that Firewatch itself is no such server.
    expect((await bot.post('/mcp', {})).status).toBe(404);

    const [evidence] = await bot.query(
      "SELECT number, kind, service, data FROM firewatch.evidence WHERE source = 'mcp:deploys' ORDER BY number",
    );
    expect(evidence).toMatchObject({
      kind: 'tool_result',
      service: 'checkout',
      data: [expect.objectContaining(release)],
    });
    const [analysed] = await bot.query<{ analysis: { report: { claims: { evidenceIds: string[] }[] } } }>(
      'SELECT analysis FROM firewatch.investigations WHERE analysis IS NOT NULL ORDER BY requested_at DESC LIMIT 1',
    );
    expect(idIn(second!)).toBe(`E${String(evidence?.['number'])}`);
    expect(analysed?.analysis.report.claims[0]?.evidenceIds).toEqual([idIn(second!)]);
  }, 120_000);
});
