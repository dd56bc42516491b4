import { expect, test } from '@jest/globals';
import type { Incident } from '../../../src/incidents/incident.js';
import { createSloBook } from '../../../src/incidents/slo/slo.js';
import { createBudgetReader } from '../../../src/workflows/impact/measure-budget.js';
import { refreshImpact } from '../../../src/workflows/impact/refresh-impact.js';
import { changePriority } from '../../../src/workflows/lifecycle/change-priority.js';
import { snoozeIncident } from '../../../src/workflows/lifecycle/snooze-incident.js';
import { describeOnOneDatabase, type TestDatabase } from '../../helpers/every-database.js';
import { ALICE, buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

const NEVER = new AbortController().signal;
const MINUTE = 60_000;
const SLO = {
  name: 'availability',
  service: 'checkout',
  target: 0.999,
  windowSeconds: 30 * 86_400,
  sli: { kind: 'share', failing: 'errors $window', traffic: null },
  place: 'catalog-info.yaml:3',
} as const;

/** A warning about checkout, whose failing share is what the test says; time passes when it says so. */
async function start({ store, database }: TestDatabase, service = 'checkout') {
  const usual = createWorkflowDeps(store);
  const state = { share: 0.01 as number | null, now: Date.now() };
  const known = usual.catalog();
  const signals = [
    { name: 'errors', query: 'errors 1m', unit: 'ratio' },
    { name: 'requests', query: 'requests 1m', unit: 'per_second' },
  ] as const;
  const get = (name: string) => {
    const service = known.get(name);
    return service && { ...service, signals, pagerDutyServiceId: 'PSHOP' };
  };
  const answer = (query: string) => {
    if (state.share === null) throw new Error('Prometheus does not answer.');
    const value = query.startsWith('requests') ? 40 : state.share;
    const times = [state.now / 1000 - 40 * 86_400];
    return { series: [{ labels: {}, times, values: [value] }], isPartial: false, warnings: [] };
  };
  const metricsSource = {
    ...usual.metricsSource,
    queryInstant: async (query: string) => answer(query),
    queryRange: async (query: string) => answer(query),
  };
  const deps = {
    ...usual,
    clock: { now: () => new Date(state.now) },
    catalog: () => ({ ...known, get }),
    slos: () => createSloBook([SLO], []),
    metricsSource,
    budgets: createBudgetReader(metricsSource),
    paging: {} as never,
  };
  await receive(usual, buildAlert({ labels: { alertname: 'Slow', service, severity: 'warning' } }));
  const read = async (): Promise<Incident> => (await incidentsOf(usual))[0]!;
  const { id } = await read();
  return {
    deps,
    state,
    id,
    read,
    database,
    refresh: async (share: number | null, minutes = 5) => {
      state.share = share;
      state.now += minutes * MINUTE;
      await refreshImpact(deps, { incidentId: id, isRoutine: true }, NEVER);
      return read();
    },
    said: async () =>
      (await store.transaction((tx) => tx.timeline.list(id, 100)))
        .filter(({ kind }) => kind === 'impact.rose')
        .map(({ text }) => text),
    jobs: async () =>
      (await database.query("SELECT FROM pgboss.job WHERE name = 'sync-paging' AND state = 'created'"))
        .length,
  };
}

const partOf = ({ impact }: Incident, name: string) => impact?.components.find((part) => part.name === name);

describeOnOneDatabase('the impact of an incident that lasts', (open) => {
  test('a measurement that took long does not overwrite one that began after it', async () => {
    const { deps, state, id, read } = await start(await open());
    const { metricsSource } = deps;
    let answer = () => {};
    const isAnswered = new Promise<void>((resolve) => (answer = resolve));
    const slowly = {
      ...metricsSource,
      queryInstant: async (query: string) => {
        const value = await metricsSource.queryInstant(query);
        await isAnswered;
        return value;
      },
    };
    state.share = 0.01;
    const late = refreshImpact(
      { ...deps, metricsSource: slowly },
      { incidentId: id, isRoutine: false },
      NEVER,
    );
    await new Promise((resolve) => setTimeout(resolve, 100)); // it has its old answer
    state.share = 0.6;
    state.now += 5_000;
    await refreshImpact(deps, { incidentId: id, isRoutine: false }, NEVER);
    const newest = await read();
    answer();
    await late;

    expect((await read()).impact).toEqual(newest.impact);
    expect(newest.impact?.failing).toMatchObject({ share: 0.6 });
  });

  test('is measured anew, with its rise, and calls people once when it goes over the bound', async () => {
    const { refresh, said, jobs, database } = await start(await open());
    const before = await jobs();

    const low = await refresh(0.0001);
    const high = await refresh(0.6);
    const again = await refresh(0.7);

    expect(partOf(high, 'failing_requests')).toMatchObject({
      reason: '60 % of requests to checkout fail, 24 a second',
      queries: [
        { name: 'failing share of checkout', query: 'errors 1m' },
        { name: 'traffic of checkout', query: 'requests 1m' },
      ],
    });
    expect(partOf(high, 'error_budget')).toMatchObject({
      points: 15,
      reason: expect.stringContaining('burns at 600× over'),
    });
    expect(high.impact?.rise).toMatchObject({ from: low.impact?.score });
    expect(await said()).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Impact rose from ${low.impact?.score} to ${high.impact?.score} since \\d\\d:\\d\\d UTC: the error budget burns at 600×.*60 % of requests to checkout fail.* paged at high urgency\\.$`,
        ),
      ),
    ]);
    expect(high.escalation).toMatchObject({ isHigh: true, call: { isPaged: false } });
    expect(again.escalation?.call).toEqual(high.escalation?.call);
    expect(await jobs()).toBe(before + 1);
    expect(await database.query("SELECT FROM firewatch.audit WHERE event = 'impact.rose'")).toHaveLength(1);
  });

  test('comes down with the trouble', async () => {
    const { refresh } = await start(await open());
    const high = await refresh(0.6);

    const low = await refresh(0, 60);

    expect(low.impact!.score).toBeLessThan(high.impact!.score - 20);
    expect(partOf(low, 'error_budget')).toMatchObject({ points: 0 });
    expect(low.escalation?.isHigh).toBe(false);
  });

  test('wakes it when it rises', async () => {
    const { refresh, deps, id, said } = await start(await open());
    await refresh(0.0001);
    await snoozeIncident(deps, ALICE, { incidentId: id, requestId: 's', seconds: 7200, reason: null });

    const asleep = await refresh(0.001);
    const awake = await refresh(0.6);

    expect(asleep.snoozedUntil).not.toBeNull();
    expect(awake.snoozedUntil).toBeNull();
    expect((await said())[0]).toContain('It was asleep and is awake again.');
  });

  test('calls nobody against a person’s word, which holds until it is taken back', async () => {
    const { refresh, deps, id, said } = await start(await open());
    await refresh(0.0001);
    const set = (score: number | null, requestId: string) =>
      changePriority(deps, ALICE, { incidentId: id, requestId, score, reason: 'only the test shop' });
    await set(10, 'p1');

    const overridden = await refresh(0.6);
    await set(null, 'p2');
    const after = await refresh(0.6);

    expect(overridden).toMatchObject({
      impactOverride: { score: 10 },
      impact: { score: after.impact?.score },
    });
    expect(after.impact!.score).toBeGreaterThanOrEqual(70);
    expect(await said()).toEqual([]);
  });

  test('rests on what was measured last while nothing answers, and says so', async () => {
    const { refresh } = await start(await open());
    const before = await refresh(0.3);

    const after = await refresh(null, 1);

    expect(Math.abs(after.impact!.score - before.impact!.score)).toBeLessThanOrEqual(1);
    expect(partOf(after, 'failing_requests')?.reason).toMatch(
      /^30 % of requests to checkout failed when last measured/,
    );
  });

  test('of a service that the catalogue lacks takes nothing from what others suffer, now or before', async () => {
    const { refresh, database } = await start(await open(), 'ledger');
    const failing = { service: 'checkout', share: 0.6, perSecond: 20, at: '2100-01-01T00:00:00.000Z' };
    await database.query("UPDATE firewatch.incidents SET impact = jsonb_set(impact, '{failing}', $1)", [
      JSON.stringify(failing),
    ]);

    const after = await refresh(0.6);

    expect(after.impact).not.toHaveProperty('failing');
    expect(partOf(after, 'failing_requests')).toMatchObject({
      points: 0,
      reason: 'ledger is not in the catalogue, so how many users it hurts is not measured',
    });
    expect(partOf(after, 'error_budget')).toMatchObject({ points: 0 });
  });

  test('is left alone once it is resolved, and when it was just measured', async () => {
    const { refresh, database, read } = await start(await open());
    const { impact } = await refresh(0.3);

    expect((await refresh(0.9, 0.1)).impact).toEqual(impact);
    await database.query("UPDATE firewatch.incidents SET status = 'resolved'");
    await refresh(0.9);

    expect((await read()).impact).toEqual(impact);
  });
});
