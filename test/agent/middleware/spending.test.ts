import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { CallOutcome, ExceededBudget, PlannedCall, Spending } from '../../../src/agent/ports.js';
import { createRedactor, RedactionError } from '../../../src/privacy/redactor.js';
import { toolContext } from '../../helpers/checkout-incident.js';
import { investigateWith, REPORT } from '../../helpers/investigate-with.js';
import { calls, reports, type Step } from '../../helpers/scripted-openai.js';
import { scriptedRoute } from '../../helpers/scripted-route.js';

/** Grants so many requests and writes everything down. */
function purse(grants = Number.POSITIVE_INFINITY, budget: ExceededBudget = 'incident_tokens') {
  const reserved: PlannedCall[] = [];
  const settled: CallOutcome[] = [];
  const open = new Set<string>();
  const spending: Spending = {
    reserve(call) {
      if (reserved.length >= grants) return Promise.resolve({ isGranted: false, budget });
      reserved.push(call);
      const id = `r${reserved.length}`;
      open.add(id);
      return Promise.resolve({ isGranted: true, id });
    },
    settle(id, outcome) {
      if (!open.delete(id)) return Promise.reject(new Error(`${id} is not open`));
      settled.push(outcome);
      return Promise.resolve();
    },
  };
  return { spending, reserved, settled, open };
}

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

const FREE = { inputTokens: 0, outputTokens: 0 };

/** Takes a connection and hands it to `take`; none when null, on an address where nobody listens. */
async function onAddress<T>(
  take: ((data: Buffer) => 'hang up' | 'go on') | null,
  work: (baseUrl: string) => Promise<T>,
): Promise<T> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => take?.(data) === 'hang up' && socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((resolve) => server.close(resolve));
  if (take === null) await close();
  try {
    return await work(`http://127.0.0.1:${port}/v1`);
  } finally {
    if (take !== null) await close();
  }
}

describe('what is charged for a request that no server saw', () => {
  test('is nothing where nobody listens', async () => {
    const { spending, settled, open } = purse();
    const { analysis } = await onAddress(null, (baseUrl) =>
      investigateWith([], { deps: { spending }, model: { baseUrl } }),
    );

    expect(analysis.note).toMatch(/^The model could not be reached/);
    expect(settled).toEqual([expect.objectContaining(FREE)]);
    expect(open.size).toBe(0);
  });

  test('is all of it where the server hung up after it had the request, because it may have begun', async () => {
    const { spending, settled } = purse();
    let received = '';
    const take = (data: Buffer) => {
      received += data.toString();
      return received.includes('"messages"') ? 'hang up' : 'go on';
    };
    const { analysis } = await onAddress(take, (baseUrl) =>
      investigateWith([], { deps: { spending }, model: { baseUrl } }),
    );

    expect(analysis.note).toMatch(/^The model could not be reached/);
    expect(settled).toEqual([expect.objectContaining({ outputTokens: 4_000 })]);
    expect(settled[0]?.inputTokens).toBeGreaterThan(1_000);
  });

  test('is nothing where the time was over before it could be sent', async () => {
    const { spending, settled, open } = purse();
    const slow: Spending = {
      ...spending,
      async reserve(call) {
        await new Promise((resolve) => setTimeout(resolve, 400));
        return spending.reserve(call);
      },
    };
    const { analysis } = await investigateWith([], { deps: { spending: slow }, limits: { seconds: 0.3 } });

    expect(analysis.usage.modelCalls).toBe(0);
    // The ledger answers after the run was given up.
    for (let tries = 0; tries < 100 && settled.length === 0; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(settled).toEqual([expect.objectContaining({ ...FREE, result: 'time_limit' })]);
    expect(open.size).toBe(0);
  });

  test('is nothing where the store could not say whether the incident is private', async () => {
    const { spending, settled, open } = purse();
    let asked = 0;
    const isPrivate = () => {
      asked += 1;
      return asked === 1 ? Promise.resolve(false) : Promise.reject(new Error('the database is away'));
    };

    await expect(investigateWith([], { deps: { spending, isPrivate } })).rejects.toThrow(
      /could not be stored/,
    );
    expect(settled).toEqual([expect.objectContaining(FREE)]);
    expect(open.size).toBe(0);
  });

  test('is nothing where the incident has become private, or its words cannot be looked through', async () => {
    const becoming = purse();
    let asked = 0;
    const isPrivate = () => Promise.resolve((asked += 1) > 1);
    const kept = await investigateWith([], { deps: { spending: becoming.spending, isPrivate } });
    expect(becoming.settled).toEqual([expect.objectContaining(FREE)]);
    expect(kept.analysis.usage.modelCalls).toBe(0);

    const odd = purse();
    const redactor = createRedactor({ key: 'a key of the tests alone' });
    let looked = 0;
    const redact: typeof redactor.redact = (text) => {
      looked += 1;
      // The first message is kept; what is looked through after that is the request.
      if (looked > 1) throw new RedactionError('This cannot be looked through.');
      return redactor.redact(text);
    };
    const refused = await investigateWith([], {
      deps: { spending: odd.spending, redactor: { ...redactor, redact } },
    });
    expect(refused.analysis.note).toMatch(/^It was not certain that all secrets were removed/);
    expect(odd.settled).toEqual([expect.objectContaining(FREE)]);
  });

  test('is not even reserved while a model is left alone', async () => {
    const { spending, reserved } = purse();
    const route = scriptedRoute({ baseUrl: 'http://127.0.0.1:1/v1' });
    route.models[0].circuit.holdFor(60_000);
    const { analysis } = await investigateWith([], { deps: { spending, model: route } });

    expect(analysis.note).toMatch(/^The model keeps failing and is left alone for now/);
    expect(reserved).toEqual([]);
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
