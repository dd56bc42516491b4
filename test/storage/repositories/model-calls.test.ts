import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Budgets, PricedCall } from '../../../src/agent/spending/ledger.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import { mergeIncident } from '../../../src/workflows/lifecycle/merge-incident.js';
import type { Store } from '../../../src/workflows/transaction.js';
import { describeOnEveryDatabase } from '../../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

const NO_LIMIT = { tokens: 1_000_000, cost: 1_000 };
const ANSWER = { result: 'answered', cachedTokens: 0, latencyMs: 1200 } as const;
/** 300 tokens and 3 cents. */
const CALL: PricedCall = {
  purpose: 'question',
  incidentId: null,
  investigationId: null,
  model: 'm',
  promptVersion: '1',
  inputTokens: 200,
  maxOutputTokens: 100,
  costUsd: 0.03,
};

const reserve = (store: Store, budgets: Budgets, call: Partial<PricedCall> = {}) =>
  store.transaction((tx) => tx.modelCalls.reserve({ ...CALL, ...call }, budgets));

async function reserved(store: Store, budgets: Budgets, call: Partial<PricedCall> = {}): Promise<string> {
  const answer = await reserve(store, budgets, call);
  if (!answer.isGranted) throw new Error(`refused by ${answer.budget}`);
  return answer.id;
}

describeOnEveryDatabase('the ledger of model calls', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const openIncident = async (service = 'search') => {
      await receive(deps, buildAlert({ labels: { service } }));
      return (await incidentsOf(deps)).at(-1)!.id;
    };
    const merge = async (source: IncidentId, intoId: IncidentId) => {
      const alice = { slackUserId: 'U0ALICE' };
      await mergeIncident(deps, alice, { incidentId: source, intoId, requestId: randomUUID() });
    };
    return { store, database, openIncident, merge };
  };

  test.each([
    ['day', { tokens: 3_000, cost: 1_000 }, 'day_tokens'],
    ['day', { tokens: 1_000_000, cost: 0.3 }, 'day_cost'],
    ['incident', { tokens: 3_000, cost: 1_000 }, 'incident_tokens'],
    ['incident', { tokens: 1_000_000, cost: 0.3 }, 'incident_cost'],
  ] as const)(
    'grants no more than the budget of the %s %j to many who ask at once',
    async (of, budget, name) => {
      const { store, database, openIncident } = await start();
      const incidentId = await openIncident();
      const budgets: Budgets = { incident: NO_LIMIT, day: NO_LIMIT, [of]: budget };

      const answers = await Promise.all(
        Array.from({ length: 40 }, async () => {
          const answer = await reserve(store, budgets, { incidentId });
          // Some have their answer while others still ask, and it came to what was reserved.
          if (answer.isGranted && Math.random() < 0.5)
            await store.transaction((tx) =>
              tx.modelCalls.settle(answer.id, {
                ...ANSWER,
                inputTokens: 200,
                outputTokens: 100,
                costUsd: 0.03,
              }),
            );
          return answer;
        }),
      );

      expect(answers.filter(({ isGranted }) => isGranted)).toHaveLength(10);
      const refusals = answers.flatMap((answer) => (answer.isGranted ? [] : [answer.budget]));
      expect(new Set(refusals)).toEqual(new Set([name]));
      const [sum] = await database.query(
        'SELECT sum(input_tokens + output_tokens)::int AS tokens, sum(cost_usd)::float8 AS cost FROM firewatch.model_calls',
      );
      expect(sum).toEqual({ tokens: 3_000, cost: 0.3 });
    },
  );

  test('gives back what a request did not use', async () => {
    const { store } = await start();
    const budgets = { incident: NO_LIMIT, day: { tokens: 300, cost: 0.03 } };
    const id = await reserved(store, budgets);
    expect(await reserve(store, budgets)).toEqual({ isGranted: false, budget: 'day_tokens' });

    await store.transaction((tx) =>
      tx.modelCalls.settle(id, { ...ANSWER, inputTokens: 90, outputTokens: 10, costUsd: 0.01 }),
    );

    expect(
      await reserve(store, budgets, { inputTokens: 150, maxOutputTokens: 50, costUsd: 0.02 }),
    ).toMatchObject({
      isGranted: true,
    });
  });

  test('counts what a request really came to when that is more than was reserved', async () => {
    const { store } = await start();
    const budgets = { incident: NO_LIMIT, day: { tokens: 1_000, cost: 1 } };
    const id = await reserved(store, budgets);

    await store.transaction((tx) =>
      tx.modelCalls.settle(id, { ...ANSWER, inputTokens: 900, outputTokens: 90, costUsd: 0.2 }),
    );

    expect(await reserve(store, budgets, { inputTokens: 10, maxOutputTokens: 1 })).toEqual({
      isGranted: false,
      budget: 'day_tokens',
    });
  });

  test('settles a request once', async () => {
    const { store } = await start();
    const id = await reserved(store, { incident: NO_LIMIT, day: NO_LIMIT });
    const settle = () =>
      store.transaction((tx) =>
        tx.modelCalls.settle(id, { ...ANSWER, inputTokens: 1, outputTokens: 1, costUsd: 0 }),
      );

    expect([await settle(), await settle()]).toEqual([true, false]);
  });

  test('begins anew with the day in UTC, but not for an incident', async () => {
    const { store, database, openIncident } = await start();
    const incidentId = await openIncident();
    const budgets = { incident: { tokens: 600, cost: 1 }, day: { tokens: 300, cost: 1 } };
    await reserved(store, budgets, { incidentId });
    const back = (seconds: number) =>
      database.query(
        `UPDATE firewatch.model_calls
         SET at = date_trunc('day', now(), 'UTC') - make_interval(secs => $1::float8)`,
        [seconds],
      );

    await back(0);
    expect(await reserve(store, budgets)).toEqual({ isGranted: false, budget: 'day_tokens' });
    await back(0.001);
    await reserved(store, budgets, { incidentId });
    await back(0.001);
    expect(await reserve(store, budgets, { incidentId })).toEqual({
      isGranted: false,
      budget: 'incident_tokens',
    });
  });

  test('holds the budget of tokens where the price is unknown, and says so', async () => {
    const { store, openIncident } = await start();
    const incidentId = await openIncident();
    const budgets = { incident: { tokens: 600, cost: 0 }, day: NO_LIMIT };
    await reserved(store, budgets, { incidentId, costUsd: null });
    await reserved(store, budgets, { incidentId, costUsd: null });

    expect(await reserve(store, budgets, { incidentId, costUsd: null })).toEqual({
      isGranted: false,
      budget: 'incident_tokens',
    });
    expect(await store.transaction((tx) => tx.modelCalls.ofIncident(incidentId))).toEqual({
      calls: 2,
      inputTokens: 400,
      cachedTokens: 0,
      outputTokens: 200,
      costUsd: 0,
      unpricedCalls: 2,
    });
  });

  test('keeps what a dead process reserved, calls it lost after a while, and takes a late answer', async () => {
    const { store, database } = await start();
    const budgets = { incident: NO_LIMIT, day: { tokens: 600, cost: 1 } };
    const id = await reserved(store, budgets);
    await database.query("UPDATE firewatch.model_calls SET at = at - interval '61 s'");
    await reserved(store, budgets);
    const giveUp = () => store.transaction((tx) => tx.modelCalls.giveUpOlderThan(60));

    expect([await giveUp(), await giveUp()]).toEqual([1, 0]);
    expect(
      await database.query("SELECT id, cost_usd::float8 FROM firewatch.model_calls WHERE result = 'lost'"),
    ).toEqual([{ id, cost_usd: 0.03 }]);
    expect(await reserve(store, budgets)).toEqual({ isGranted: false, budget: 'day_tokens' });

    await store.transaction((tx) =>
      tx.modelCalls.settle(id, { ...ANSWER, inputTokens: 0, outputTokens: 0, costUsd: 0 }),
    );
    expect(await reserve(store, budgets)).toMatchObject({ isGranted: true });
  });

  test('holds incidents that were merged to one budget, and so those that were merged before', async () => {
    const { store, openIncident, merge } = await start();
    const [first, second, third, other] = [
      await openIncident('search'),
      await openIncident('checkout'),
      await openIncident('search-of-old'),
      await openIncident('billing'),
    ] as const;
    const budgets = { incident: { tokens: 1_000, cost: 1 }, day: NO_LIMIT };
    await reserved(store, budgets, { incidentId: first });
    await reserved(store, budgets, { incidentId: second });
    await reserved(store, budgets, { incidentId: third });
    await reserved(store, budgets, { incidentId: other });
    await merge(first, second);
    await merge(second, third);

    // In the threads of what was merged people may still ask.
    for (const incidentId of [first, second, third])
      expect(await reserve(store, budgets, { incidentId })).toEqual({
        isGranted: false,
        budget: 'incident_tokens',
      });
    expect(await reserve(store, budgets, { incidentId: other })).toMatchObject({ isGranted: true });
    const spent = (id: IncidentId) => store.transaction((tx) => tx.modelCalls.ofIncident(id));
    expect([(await spent(first)).calls, (await spent(second)).calls, (await spent(third)).calls]).toEqual([
      1, 2, 3,
    ]);
    expect(await store.transaction((tx) => tx.modelCalls.shares(budgets))).toMatchObject({
      incident_tokens: 0.9,
      incident_cost: expect.closeTo(0.09),
    });
  });

  test('counts a request for the survivor that was under way when the incident was merged', async () => {
    const { store, openIncident, merge } = await start();
    const [source, target] = [await openIncident('search'), await openIncident('checkout')] as const;
    const budgets = { incident: { tokens: 1_000, cost: 1 }, day: NO_LIMIT };
    const id = await reserved(store, budgets, { incidentId: source });
    await merge(source, target);

    await store.transaction((tx) =>
      tx.modelCalls.settle(id, { ...ANSWER, inputTokens: 700, outputTokens: 50, costUsd: 0.1 }),
    );

    const cost = await store.transaction((tx) => tx.investigations.cost(target));
    expect(cost).toMatchObject({ modelCalls: 1, inputTokens: 700, outputTokens: 50, costUsd: 0.1 });
    expect(await reserve(store, budgets, { incidentId: target })).toMatchObject({
      isGranted: false,
      budget: 'incident_tokens',
    });
  });

  test('tells how much of each budget is used; of incidents the one that used most', async () => {
    const { store, openIncident } = await start();
    const [one, other] = [await openIncident('search'), await openIncident('checkout')];
    const budgets = { incident: { tokens: 1_000, cost: 0.1 }, day: { tokens: 2_000, cost: 1 } };
    await reserved(store, budgets, { incidentId: one });
    await reserved(store, budgets, { incidentId: one });
    await reserved(store, budgets, { incidentId: other });

    expect(await store.transaction((tx) => tx.modelCalls.shares(budgets))).toEqual({
      incident_tokens: 0.6,
      incident_cost: expect.closeTo(0.6),
      day_tokens: 0.45,
      day_cost: 0.09,
    });
  });
});
