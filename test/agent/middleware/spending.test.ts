import { describe, expect, test } from '@jest/globals';
import type { CallOutcome, ExceededBudget, Spending } from '../../../src/agent/ports.js';
import { toolContext } from '../../helpers/checkout-incident.js';
import { investigateWith, REPORT } from '../../helpers/investigate-with.js';
import { calls, reports, type Step } from '../../helpers/scripted-openai.js';
import { purse } from '../../helpers/spending.js';

const question = (n: number): Step => calls({ name: 'query_metrics', args: { query: `up + ${n}` } });

describe('what a request may cost', () => {
  test('is reserved before it is sent, for the most it can be, and settled with what it was', async () => {
    const { spending, reserved, settled, open } = purse();
    const { requests } = await investigateWith([question(1), reports(REPORT)], { deps: { spending } });

    expect(reserved).toHaveLength(2);
    for (const [index, { model, inputTokens, maxOutputTokens }] of reserved.entries()) {
      expect(model).toBe('scripted');
      expect(maxOutputTokens).toBe(4_000);
      expect(JSON.parse(requests[index]?.raw ?? '')).toMatchObject({ max_tokens: 4_000 });
      // The scripted server counts four characters as a token.
      expect(inputTokens).toBeGreaterThanOrEqual((requests[index]?.raw.length ?? 0) / 4.5);
    }
    expect(
      settled.map(({ result, inputTokens, outputTokens }) => ({ result, inputTokens, outputTokens })),
    ).toEqual(
      requests.map(({ raw }) => ({
        result: 'answered',
        inputTokens: Math.ceil(raw.length / 4),
        outputTokens: 50,
      })),
    );
    expect(open.size).toBe(0);
  });

  test.each<[string, Step, Partial<CallOutcome>]>([
    [
      'a server that fails charges nothing',
      { kind: 'status', status: 500 },
      { inputTokens: 0, outputTokens: 0 },
    ],
    [
      'a server that refuses charges nothing',
      { kind: 'status', status: 429 },
      { inputTokens: 0, outputTokens: 0 },
    ],
    ['a server that stays silent may have charged it all', { kind: 'hang' }, { outputTokens: 4_000 }],
    ['so may one that sends garbage', { kind: 'text', body: '<html>' }, { outputTokens: 4_000 }],
  ])('%s', async (_name, step, outcome) => {
    const { spending, settled, open } = purse();
    await investigateWith([step], { deps: { spending }, model: { timeoutMs: 200 } });

    expect(settled).toEqual([expect.objectContaining(outcome)]);
    expect(open.size).toBe(0);
  });

  test('is settled too when the time of the run is over, and when the run is given up', async () => {
    const inTime = purse();
    await investigateWith([{ kind: 'hang' }], {
      deps: { spending: inTime.spending },
      limits: { seconds: 0.3 },
    });
    expect(inTime.open.size).toBe(0);

    const cancelled = purse();
    const cancel = new AbortController();
    const asked: Step = () => {
      cancel.abort(new Error('shutting down'));
      return { kind: 'hang' };
    };
    const context = toolContext({ signal: cancel.signal });
    await expect(
      investigateWith([asked], { deps: { spending: cancelled.spending }, input: { context } }),
    ).rejects.toThrow('shutting down');
    expect(cancelled.reserved).toHaveLength(1);
    expect(cancelled.open.size).toBe(0);
  });

  test('is paid for every try and every model', async () => {
    const { spending, reserved, open } = purse();
    const failing: Step = { kind: 'status', status: 503 };
    await investigateWith([failing, failing], {
      deps: { spending },
      model: { maxRetries: 1 },
      fallbacks: [[reports(REPORT)]],
    });

    expect(reserved.map(({ model }) => model)).toEqual(['scripted', 'scripted', 'fallback-1']);
    expect(open.size).toBe(0);
  });
});

describe('when a budget is used up', () => {
  test.each<[ExceededBudget, string]>([
    ['incident_tokens', "This incident's budget for the model is used up; this analysis was made by rules."],
    ['incident_cost', "This incident's budget for the model is used up; this analysis was made by rules."],
    ['day_tokens', "Today's budget for the model is used up; this analysis was made by rules."],
    ['day_cost', "Today's budget for the model is used up; this analysis was made by rules."],
  ])('nothing is sent, neither to this model nor to another (%s)', async (budget, note) => {
    const { spending } = purse(0, budget);
    const { analysis, requests } = await investigateWith([], { deps: { spending }, fallbacks: [[]] });

    expect(requests).toHaveLength(0);
    expect(analysis.note).toBe(note);
    expect(analysis.report.cause?.service).toBe('checkout');
  });

  test('what the model found until then is in the report that the rules write', async () => {
    const { spending } = purse(1);
    const { analysis, store } = await investigateWith(
      [calls({ name: 'find_related_changes', args: { service: 'checkout', onset: '03:12:04' } })],
      { deps: { spending } },
    );

    const [found] = store.stored.slice(-1);
    expect(found?.isAnomalous).toBe(true);
    expect(analysis.by).toBe('rules');
    expect(analysis.note).toMatch(/^This incident's budget/);
    expect(analysis.report.claims.flatMap(({ evidenceIds }) => evidenceIds)).toContain(found?.id);
  });

  test('a report that was sent back is used when what it lacked has turned up', async () => {
    const { spending } = purse(1);
    // It cites what the tool beside it is about to file.
    const early = { ...REPORT, cause: { ...REPORT.cause, evidenceIds: ['E7'] } };
    const { analysis } = await investigateWith(
      [
        calls(
          { name: 'submit_report', args: early },
          { name: 'query_metrics', args: { query: 'errors:ratio' } },
          { name: 'list_changes', args: { service: 'checkout' } },
        ),
      ],
      { deps: { spending } },
    );

    expect(analysis.by).toBe('model');
    expect(analysis.report.cause?.evidenceIds).toEqual(['E7']);
    expect(analysis.note).toBe("This incident's budget for the model is used up; this is its report so far.");
  });

  test('a ledger that cannot be reached ends the investigation, so that it is tried again', async () => {
    const spending: Spending = {
      reserve: () => Promise.reject(new Error('the database is away')),
      settle: () => Promise.resolve(),
    };

    await expect(investigateWith([], { deps: { spending } })).rejects.toThrow(/could not be stored/);
  });
});
