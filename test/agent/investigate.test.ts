import { describe, expect, test } from '@jest/globals';
import { OBSERVATIONS } from '../helpers/checkout-evidence.js';
import { toolContext } from '../helpers/checkout-incident.js';
import { investigateWith, REPORT } from '../helpers/investigate-with.js';
import { calls, reports, says, type Step } from '../helpers/scripted-openai.js';

describe.each([
  ['JSON', false],
  ['a stream', true],
])('investigate with a model that answers in %s', (_name, isStreaming) => {
  const model = { isStreaming };

  test('asks tools, proposes a fix and returns the report', async () => {
    const { analysis, store, context, progress, requests } = await investigateWith(
      [
        calls(
          { name: 'query_metrics', args: { query: 'errors:ratio' } },
          { name: 'list_changes', args: { service: 'checkout' } },
        ),
        ({ messages }) => {
          expect(messages.at(-2)?.content).toMatch(
            /^E6: service=checkout rose from 0.001 to 0.4, .*: errors:ratio\./,
          );
          expect(messages.at(-1)?.content).toMatch(/^E7: 1 change; newest: deploy of checkout/);
          return calls({
            name: 'propose_remediation',
            args: {
              runbookId: 'bad-release',
              step: 1,
              service: 'checkout',
              rationale: 'Errors began with release 1.4.2.',
              evidenceIds: ['E1', 'E7'],
            },
          });
        },
        reports({ ...REPORT, cause: { ...REPORT.cause, evidenceIds: ['E1', 'E7'] } }),
      ],
      { model },
    );

    expect(analysis.by).toBe('model');
    expect(analysis.model).toBe('scripted');
    expect(analysis.note).toBeNull();
    expect(analysis.report.cause).toEqual({ ...REPORT.cause, evidenceIds: ['E1', 'E7'] });
    expect(analysis.usage).toMatchObject({ modelCalls: 3, toolCalls: 3, outputTokens: 150 });
    expect(analysis.usage.inputTokens).toBeGreaterThan(1000);
    expect(store.stored.at(-1)).toMatchObject({
      id: 'E7',
      kind: 'change',
      source: 'changes',
      service: 'checkout',
    });
    expect(context.proposed).toHaveLength(1);
    expect(requests.every((request) => request.stream === isStreaming)).toBe(true);
    expect(progress.filter((each) => each.kind === 'model')).toHaveLength(3);
    expect(progress).toContainEqual({ kind: 'tool', tool: 'query_metrics', evidenceId: 'E6' });
  });

  test('a report written as text counts too', async () => {
    const { analysis } = await investigateWith([says('```json\n' + JSON.stringify(REPORT) + '\n```')], {
      model,
    });

    expect(analysis.by).toBe('model');
    expect(analysis.report).toEqual(REPORT);
  });

  test('a report that is not valid may be sent again once', async () => {
    const { analysis, requests } = await investigateWith(
      [reports({ ...REPORT, cause: { ...REPORT.cause, confidence: 'high' } }), reports(REPORT)],
      { model },
    );

    expect(analysis.by).toBe('model');
    expect(requests[1]?.messages.at(-1)?.content).toMatch(/^The report is not valid: cause.confidence: /);
  });

  test('arguments that are not JSON may be sent again once, and are not repeated to the server', async () => {
    const { analysis, requests } = await investigateWith(
      [calls({ name: 'submit_report', args: '{"summary": "half a rep' }), reports(REPORT)],
      { model },
    );

    expect(analysis.by).toBe('model');
    expect(requests[1]?.raw).not.toContain('half a rep');
  });

  test('unknown tools, wrong types and invented fields are answered with a sentence', async () => {
    const { analysis, requests, context } = await investigateWith(
      [
        calls(
          { name: 'run_shell', args: { command: 'reboot' } },
          { name: 'query_metrics', args: { query: 7 } },
          {
            name: 'propose_remediation',
            args: { runbookId: 'bad-release', step: 1, service: 'http://evil' },
          },
        ),
        reports(REPORT),
      ],
      { model },
    );

    expect(analysis.by).toBe('model');
    const answers = requests[1]?.messages.slice(-3).map((message) => message.content);
    expect(answers).toEqual([
      expect.stringMatching(/^There is no tool with this name. The tools are: query_metrics, /),
      expect.stringMatching(/^The input of query_metrics is wrong. query: /),
      expect.stringMatching(/^The input of propose_remediation is wrong. rationale: /),
    ]);
    expect(context.proposed).toEqual([]);
  });

  test('an answer that was cut is not believed', async () => {
    const answer = { kind: 'answer', calls: [{ name: 'submit_report', args: REPORT }] } as const;
    const { analysis } = await investigateWith([{ kind: 'cut', answer }], { model });

    expect(analysis.by).toBe('rules');
    expect(analysis.note).toMatch(
      /^The model's answer (was cut off|could not be used); this analysis was made by rules\.$/,
    );
  });

  test('a connection that goes silent in the middle is given up', async () => {
    const { analysis } = await investigateWith([{ kind: 'stall' }], { model: { ...model, timeoutMs: 300 } });

    expect(analysis.note).toBe('The model did not answer in time; this analysis was made by rules.');
  });

  test('the time limit holds while the server is silent', async () => {
    const { analysis } = await investigateWith([{ kind: 'stall' }], { model, limits: { seconds: 0.5 } });

    expect(analysis.by).toBe('rules');
    expect(analysis.note).toBe('The model did not finish within 0.5 s; this analysis was made by rules.');
    expect(analysis.usage.durationMs).toBeLessThan(3000);
  });
});

describe('when the model fails, the rules answer and say so', () => {
  test.each<[string, Step, RegExp]>([
    ['hangs', { kind: 'hang' }, /^The model did not answer in time;/],
    [
      'is rate limited',
      { kind: 'status', status: 429, retryAfter: 120 },
      /^The model refused more requests for now/,
    ],
    ['fails', { kind: 'status', status: 500 }, /^The model's server failed;/],
    ['rejects the key', { kind: 'status', status: 401 }, /^The model's server rejected our request/],
    ['sends garbage', { kind: 'text', body: '<html>not json' }, /^The model's answer could not be used;/],
    [
      'sends JSON of another shape',
      { kind: 'text', body: '{"choices":[]}' },
      /^The model's answer could not be used;/,
    ],
    ['sends null', { kind: 'text', body: 'null' }, /^The model's answer could not be used;/],
  ])('when it %s', async (_name, step, note) => {
    const { analysis, context } = await investigateWith([step], { model: { timeoutMs: 300 } });

    expect(analysis.by).toBe('rules');
    expect(analysis.note).toMatch(note);
    expect(analysis.note).toMatch(/this analysis was made by rules\.$/);
    expect(analysis.report.cause?.service).toBe('checkout');
    expect(context.proposed).toHaveLength(1);
  });

  test('when nobody listens at its address', async () => {
    const { analysis } = await investigateWith([], { model: { baseUrl: 'http://127.0.0.1:9/v1' } });

    expect(analysis.note).toMatch(/^The model could not be reached;/);
  });

  test('when it talks instead of reporting, after one reminder', async () => {
    const { analysis, requests } = await investigateWith([says('It is DNS.'), says('x'.repeat(1_000_000))]);

    expect(analysis.by).toBe('rules');
    expect(analysis.note).toMatch(/^The model's answer could not be used;/);
    expect(requests[1]?.messages.at(-1)?.content).toMatch(/Call submit_report now/);
  });

  test('when its report is cut at its own output limit, twice', async () => {
    const cut: Step = {
      kind: 'answer',
      finish: 'length',
      calls: [{ name: 'submit_report', args: '{"summary":"a' }],
    };
    const { analysis } = await investigateWith([cut, cut]);

    expect(analysis.note).toMatch(/^The model's answer was cut off;/);
  });

  test('when there is no model at all', async () => {
    const { analysis, requests } = await investigateWith([], { withoutModel: true });

    expect(requests).toHaveLength(0);
    expect(analysis.note).toBe('No language model is configured; this analysis was made by rules.');
    // They repeat what was seen, so all of it is found again.
    expect(analysis.verification).toMatchObject({ dropped: 0, unverified: [] });
    expect(analysis.verification?.verified).toBeGreaterThanOrEqual(8);
  });
});

describe('limits', () => {
  const question = (n: number): Step => calls({ name: 'query_metrics', args: { query: `up + ${n}` } });

  test('a model that never stops asking is asked for its report in the last request, with no other tool', async () => {
    const steps: Step[] = [question(1), question(2), reports(REPORT)];
    const { analysis, requests } = await investigateWith(steps, { limits: { modelCalls: 3 } });

    expect(requests[2]?.tools.map((tool) => tool.function.name)).toEqual(['submit_report']);
    expect(analysis.by).toBe('model');
    expect(analysis.note).toBe('The model used all of its 3 requests; this is its report so far.');
  });

  test('a model that asks for tools even then is stopped', async () => {
    let n = 0;
    const endless: Step = () => {
      n += 1;
      return calls({ name: 'query_metrics', args: { query: `up + ${n}` } });
    };
    const { analysis, requests } = await investigateWith([endless], {
      limits: { modelCalls: 5 },
      repeatLast: true,
    });

    expect(requests).toHaveLength(5);
    expect(analysis.note).toBe(
      'The model did not finish within 5 requests; this analysis was made by rules.',
    );
  });

  test('tools beyond the limit are not run', async () => {
    const many = calls(...[1, 2, 3, 4].map((n) => ({ name: 'query_metrics', args: { query: `up + ${n}` } })));
    const { analysis, store, requests } = await investigateWith([many, reports(REPORT)], {
      limits: { toolCalls: 2 },
    });

    expect(store.stored).toHaveLength(OBSERVATIONS.length + 2);
    expect(requests[1]?.messages.at(-1)?.content).toMatch(/^The limit of 2 tool calls is reached./);
    expect(analysis.usage.toolCalls).toBe(2);
  });

  test('a flood of calls in one answer is cut to a handful', async () => {
    const flood = calls(
      ...Array.from({ length: 3000 }, (_, n) => ({ name: 'query_metrics', args: { query: `up + ${n}` } })),
    );
    const { requests } = await investigateWith([flood, reports(REPORT)]);

    expect(requests[1]?.messages.filter((message) => message.role === 'tool')).toHaveLength(8);
  });

  test('the same question is answered from memory', async () => {
    const { analysis, requests } = await investigateWith([question(1), question(1), reports(REPORT)]);

    expect(analysis.usage.toolCalls).toBe(1);
    expect(requests[2]?.messages.at(-1)?.content).toMatch(/^You asked exactly this already; .* it is E6\.$/);
  });

  test('no request is sent that would go over the input tokens', async () => {
    const { analysis, requests } = await investigateWith([question(1)], {
      limits: { inputTokens: 12_000 },
      repeatLast: true,
    });

    expect(requests.length).toBeLessThanOrEqual(3);
    expect(analysis.usage.inputTokens).toBeLessThanOrEqual(12_000);
    expect(analysis.note).toMatch(/^The model did not finish within 12,000 input tokens;/);
  });

  test('servers that report no usage are charged by an estimate', async () => {
    const { analysis } = await investigateWith([
      { kind: 'answer', calls: [{ name: 'submit_report', args: REPORT }], usage: false },
    ]);

    expect(analysis.usage.inputTokens).toBeGreaterThan(2000);
  });

  test('the time limit holds while the model hangs', async () => {
    const { analysis } = await investigateWith([question(1), { kind: 'hang' }], {
      limits: { seconds: 0.6 },
      model: { timeoutMs: 60_000 },
    });

    expect(analysis.note).toBe('The model did not finish within 0.6 s; this analysis was made by rules.');
    expect(analysis.usage.durationMs).toBeLessThan(3000);
  });

  test('cancelling the investigation rejects instead of answering', async () => {
    const cancel = new AbortController();
    const context = toolContext({ signal: cancel.signal });
    // Once the model was asked, so that there is something to cancel.
    const asked = () => {
      cancel.abort(new Error('shutting down'));
      return { kind: 'hang' } as const;
    };

    await expect(investigateWith([asked], { input: { context } })).rejects.toThrow('shutting down');
  });
});
