import { expect, test } from '@jest/globals';
import { createLogger } from '../../../src/observability/logger.js';
import type { StoredToolAnswer } from '../../../src/agent/ports.js';
import { PROMPT_VERSION } from '../../../src/agent/system-prompt.js';
import { investigateIncident } from '../../../src/workflows/investigation/investigate-incident.js';
import { readIncident } from '../../../src/workflows/reading/read-incident.js';
import { tools } from '../../../tools/index.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { REPORT } from '../../helpers/investigate-with.js';
import { calls, reports, startScriptedOpenAI, type Step } from '../../helpers/scripted-openai.js';
import { scriptedRoute } from '../../helpers/scripted-route.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

const LIMITS = { modelCalls: 4, toolCalls: 3, seconds: 60, inputTokens: 100_000, outputTokens: 4000 };
const NEVER = new AbortController().signal;
const UNDETERMINED = { ...REPORT, summary: 'It cannot be said yet.', cause: null, claims: [] };

const start = { kind: 'start', briefing: 'What was known.', promptVersion: PROMPT_VERSION };
const asked = (...list: readonly { name: string; args: Record<string, unknown> }[]) => ({
  kind: 'model',
  model: 'scripted',
  answer: {
    id: 'chatcmpl-1',
    text: '',
    calls: list.map((each, index) => ({ id: `call_${index}`, ...each })),
    isCut: false,
    hurried: null,
  },
  requests: 1,
  inputTokens: 1000,
  outputTokens: 50,
});
const looked = (key: string, answer: StoredToolAnswer) => ({
  kind: 'tool',
  name: 'get_service',
  key,
  answer,
  proposed: [],
});
const service = (name: string) => ({ name: 'get_service', args: { service: name } });

describeOnOneDatabase('an investigation whose process was killed', (open) => {
  const begin = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    const [waiting] = await store.transaction((tx) => tx.investigations.latest(incident!.id));
    const id = waiting!.id;
    /** What the process before this one left behind, so many seconds ago. */
    const leave = async (secondsAgo: number, ...steps: readonly (object | null)[]) => {
      for (const [index, step] of steps.entries())
        await database.query(
          `INSERT INTO firewatch.run_steps (run_id, seq, kind, content, at)
           VALUES ($1, $2, 'model', $3::json, now() - make_interval(secs => $4::float8))`,
          [id, index + 1, JSON.stringify(step), secondsAgo],
        );
    };
    const spend = (times: number, outcome: 'answered' | null, tokens = 1000) =>
      database.query(
        `INSERT INTO firewatch.model_calls
           (purpose, incident_id, investigation_id, model, prompt_version, result, input_tokens, output_tokens)
         SELECT 'investigation', $1, $2, 'scripted', '1', $3, $4, 50 FROM generate_series(1, $5::int)`,
        [incident!.id, id, outcome, tokens, times],
      );
    const investigate = async (script: readonly Step[]) => {
      const server = await startScriptedOpenAI(script);
      const lines: string[] = [];
      try {
        const agent = { model: scriptedRoute({ baseUrl: server.url }), tools, limits: LIMITS };
        const log = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
        await investigateIncident(
          { ...deps, settings: deps.settings, metricsSource: null, agent, log },
          id,
          NEVER,
        );
      } finally {
        await server.close();
      }
      const { analysis } = (await readIncident(deps, incident!.id))!;
      return { analysis: analysis!, requests: server.requests, log: lines.join('') };
    };
    const stored = () =>
      database.query<{ content: { kind: string } }>(
        'SELECT content FROM firewatch.run_steps WHERE run_id = $1 ORDER BY seq',
        [id],
      );
    return { leave, spend, investigate, stored };
  };

  test('has the rest of its time, not all of it again', async () => {
    const { leave, investigate } = await begin();
    await leave(LIMITS.seconds + 10, start, asked(service('checkout')));

    const { analysis, requests } = await investigate([]);

    expect(requests).toHaveLength(0);
    expect(analysis).toMatchObject({
      by: 'rules',
      note: 'The model did not finish within 60 s; this analysis was made by rules.',
    });
  });

  test('is hurried where little of its time is left', async () => {
    const { leave, investigate } = await begin();
    await leave(LIMITS.seconds - 10, start);

    const { analysis } = await investigate([reports(UNDETERMINED)]);

    expect(analysis).toMatchObject({
      by: 'model',
      note: 'The model came near its 60 s; this is its report so far.',
    });
  });

  test('counts its time from its first beginning, however often it began anew', async () => {
    const { leave, investigate } = await begin();
    await leave(LIMITS.seconds + 10, { ...start, promptVersion: 'older' });

    const { analysis } = await investigate([]);

    expect(analysis.note).toMatch(/^The model did not finish within 60 s/);
  });

  test('hands in the report that it had got, although its time is over', async () => {
    const { leave, investigate } = await begin();
    await leave(3600, start, asked({ name: 'submit_report', args: UNDETERMINED }));

    const { analysis } = await investigate([]);

    expect(analysis).toMatchObject({ by: 'model', report: { summary: UNDETERMINED.summary } });
  });

  test('counts the requests that its journal does not tell of', async () => {
    const { leave, spend, investigate } = await begin();
    await leave(1, start, asked(service('checkout')));
    // One that the journal tells of, two without an answer, and one whose answer was lost with the process.
    await spend(2, null);
    await spend(2, 'answered');

    const { analysis, requests } = await investigate([]);

    expect(requests).toHaveLength(0);
    expect(analysis).toMatchObject({
      by: 'rules',
      note: 'The model did not finish within 4 requests; this analysis was made by rules.',
      usage: { modelCalls: 4, inputTokens: 4000, outputTokens: 200 },
    });
  });

  test('has its last word when one request is left', async () => {
    const { leave, spend, investigate } = await begin();
    await leave(1, start);
    await spend(3, null);

    const { analysis, requests } = await investigate([reports(UNDETERMINED)]);

    expect(requests[0]?.tools.map((tool) => tool.function.name)).toEqual(['submit_report']);
    expect(analysis.note).toBe('The model used all of its 4 requests; this is its report so far.');
  });

  test('counts the tokens of requests that its journal does not tell of', async () => {
    const { leave, spend, investigate } = await begin();
    await leave(1, start);
    await spend(1, null, 99_990);

    const { analysis, requests } = await investigate([]);

    expect(requests).toHaveLength(0);
    expect(analysis.note).toMatch(/^The model did not finish within 100,000 input tokens/);
  });

  test('counts the tools that were running, each time it was killed over them', async () => {
    const { leave, investigate, stored } = await begin();
    const names = ['checkout', 'payments'].map(service);
    const interrupted = looked('', { status: 'error', text: 'Interrupted.', evidenceId: null });
    await leave(1, start, asked(...names), interrupted, interrupted);

    const { analysis, requests } = await investigate([reports(UNDETERMINED)]);

    const answers = requests[0]!.messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
    expect(answers).toHaveLength(2);
    for (const answer of answers) expect(answer).toMatch(/^The limit of 3 tool calls is reached/);
    expect(analysis.by).toBe('model');
    // Both may have been running again, and count.
    expect((await stored()).filter(({ content }) => content.kind === 'tool')).toHaveLength(4);
  });

  test.each<[string, object | null]>([
    ['is null', null],
    ['has a kind of another version', { kind: 'thought', text: 'hm' }],
    ['lacks its calls', { kind: 'model', model: 'm', answer: { id: null, text: '' }, requests: 1 }],
    ['has a text for a number', { ...asked(), requests: '1' }],
    ['has arguments that are no object', asked({ name: 'get_service', args: [] as never })],
    ['lacks its answer', { kind: 'tool', name: 'get_service', key: 'x', proposed: [] }],
  ])('begins anew where a row that it left %s', async (_, damaged) => {
    const { leave, investigate, stored } = await begin();
    await leave(1, start, asked(service('checkout')), damaged, asked(service('payments')));

    const { analysis, requests, log } = await investigate([calls(service('web')), reports(UNDETERMINED)]);

    expect(requests[0]?.messages).toHaveLength(2);
    expect(analysis.by).toBe('model');
    expect(log).toContain('a stored step of a run cannot be read; the run begins anew');
    expect((await stored()).map(({ content }) => content?.kind).slice(4)).toEqual([
      'start',
      'model',
      'tool',
      'model',
    ]);
  });

  test('goes on from its new beginning, when it is killed once more', async () => {
    const { leave, investigate } = await begin();
    await leave(1, start, { kind: 'thought' }, start, asked(service('checkout')));

    const { requests, log } = await investigate([reports(UNDETERMINED)]);

    expect(requests[0]?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
    expect(log).not.toContain('cannot be read');
  });
});
