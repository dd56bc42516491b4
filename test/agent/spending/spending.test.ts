import { describe, expect, test } from '@jest/globals';
import type { CallOutcome, PlannedCall } from '../../../src/agent/ports.js';
import { costOf, LISTED_PRICES, priceOf } from '../../../src/agent/spending/prices.js';
import { createMetrics } from '../../../src/observability/metrics.js';
import { spendingFor } from '../../../src/workflows/investigation/spending-for.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';

const PRICE = { input: 2, cachedInput: 0.5, output: 8 };
const PLANNED: PlannedCall = { model: 'm', promptVersion: '3', inputTokens: 1_000, maxOutputTokens: 500 };
const OUTCOME: CallOutcome = {
  result: 'answered',
  inputTokens: 800,
  cachedTokens: 300,
  outputTokens: 100,
  latencyMs: 1500,
};

describe('the price of a request', () => {
  test.each([
    [{ inputTokens: 1_000_000, cachedTokens: 0, outputTokens: 0 }, 2],
    [{ inputTokens: 1_000_000, cachedTokens: 1_000_000, outputTokens: 0 }, 0.5],
    [{ inputTokens: 0, cachedTokens: 0, outputTokens: 1_000_000 }, 8],
    [{ inputTokens: 10_000, cachedTokens: 4_000, outputTokens: 500 }, 0.018],
    // A server that reports more from its cache than it was sent.
    [{ inputTokens: 1_000, cachedTokens: 5_000, outputTokens: 0 }, 0.0005],
  ])('of %j is $%d', (tokens, usd) => {
    expect(costOf(PRICE, tokens)).toBeCloseTo(usd, 9);
  });

  test('is unknown where the price is, but nothing costs nothing', () => {
    expect(costOf(null, { inputTokens: 1, cachedTokens: 0, outputTokens: 0 })).toBeNull();
    expect(costOf(null, { inputTokens: 0, cachedTokens: 0, outputTokens: 0 })).toBe(0);
  });

  test.each([
    ['gpt-4.1', LISTED_PRICES['gpt-4.1']],
    ['gpt-4.1-2025-04-14', LISTED_PRICES['gpt-4.1']],
    ['gpt-4.1-mini-2025-04-14', LISTED_PRICES['gpt-4.1-mini']],
    ['gpt-4.1-turbo', null],
    ['toString', null],
  ])('of %s is that of the model it is', (model, price) => {
    expect(priceOf({ byModel: LISTED_PRICES, others: null }, model)).toEqual(price);
    expect(priceOf({ byModel: LISTED_PRICES, others: PRICE }, model)).toEqual(price ?? PRICE);
  });
});

describeOnOneDatabase('spending', (open) => {
  const start = async (day = { tokens: 2_000, cost: 1 }) => {
    const { store, database } = await open();
    const metrics = createMetrics();
    const settings = {
      prices: { byModel: { m: PRICE }, others: null },
      budgets: { incident: { tokens: 1, cost: 0 }, day },
    };
    // A question about no incident: the incident's budget, in which nothing fits, does not hold it.
    const subject = { purpose: 'question', incidentId: null, investigationId: null } as const;
    const spending = spendingFor({ store, metrics, spending: settings }, subject);
    const reserve = async (change: Partial<PlannedCall> = {}) => {
      const answer = await spending.reserve({ ...PLANNED, ...change });
      return answer.isGranted ? answer.id : answer.budget;
    };
    const rows = () =>
      database.query(
        'SELECT result, input_tokens, cached_tokens, output_tokens, cost_usd::float8, latency_ms FROM firewatch.model_calls',
      );
    return { spending, reserve, rows, metrics: () => metrics.registry.metrics() };
  };

  test('reserves the most a request may come to, as if nothing were cached, and then what it came to', async () => {
    const { spending, reserve, rows, metrics } = await start();

    const id = await reserve();
    expect(await rows()).toEqual([
      {
        result: null,
        input_tokens: 1000,
        cached_tokens: 0,
        output_tokens: 500,
        cost_usd: 0.006,
        latency_ms: null,
      },
    ]);
    expect(await reserve()).toBe('day_tokens');
    await spending.settle(id, OUTCOME);

    expect(await rows()).toEqual([
      {
        result: 'answered',
        input_tokens: 800,
        cached_tokens: 300,
        output_tokens: 100,
        cost_usd: 0.00195,
        latency_ms: 1500,
      },
    ]);
    const text = await metrics();
    for (const line of [
      'firewatch_model_calls_total{model="m",result="answered"} 1',
      'firewatch_model_tokens_total{model="m",direction="input"} 500',
      'firewatch_model_tokens_total{model="m",direction="cached_input"} 300',
      'firewatch_model_tokens_total{model="m",direction="output"} 100',
      'firewatch_model_cost_usd_total{model="m"} 0.00195',
      'firewatch_model_request_duration_seconds_sum{model="m"} 1.5',
      'firewatch_model_refused_by_budget_total{budget="day_tokens"} 1',
    ])
      expect(text).toContain(line);
  });

  test('counts a request once, whoever settles it twice', async () => {
    const { spending, reserve, metrics } = await start();
    const id = await reserve();
    await spending.settle(id, OUTCOME);

    await expect(spending.settle(id, OUTCOME)).rejects.toThrow('Nothing was reserved');
    expect(await metrics()).toContain('firewatch_model_calls_total{model="m",result="answered"} 1');
  });

  test.each([
    ['more than anybody has', { inputTokens: 1e15 }],
    ['what cannot be counted', { inputTokens: Number.NaN }],
    ['an endless answer', { maxOutputTokens: Number.POSITIVE_INFINITY }],
    ['less than nothing', { maxOutputTokens: -1_000_000 }],
  ])('refuses %s', async (_, change) => {
    const { reserve } = await start({ tokens: 1_000_000_000, cost: 1_000_000 });

    expect(await reserve(change)).toBe('day_tokens');
  });

  test('takes no nonsense from a server', async () => {
    const { spending, reserve, rows } = await start();
    const id = await reserve();

    await spending.settle(id, {
      result: 'answered',
      inputTokens: Number.NaN,
      cachedTokens: -5,
      outputTokens: 1e300,
      latencyMs: 0.4,
    });

    expect(await rows()).toMatchObject([
      { input_tokens: 1000, cached_tokens: 0, output_tokens: 2 ** 31 - 1, latency_ms: 1 },
    ]);
    expect(await reserve()).toBe('day_tokens');
  });

  test('holds tokens where the price is unknown, and adds nothing to the money', async () => {
    const { spending, reserve, rows, metrics } = await start({ tokens: 2_000, cost: 0 });

    const id = await reserve({ model: 'unlisted' });
    expect(await reserve({ model: 'unlisted' })).toBe('day_tokens');
    await spending.settle(id, OUTCOME);

    expect(await rows()).toMatchObject([{ cost_usd: null }]);
    expect(await metrics()).not.toContain('firewatch_model_cost_usd_total{');
  });
});
