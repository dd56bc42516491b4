import { expect, test } from '@jest/globals';
import type { MetricsSource } from '../../../src/incidents/ports/metrics-source.js';
import type { TimeRange } from '../../../src/shared/series.js';
import { createToolLookups } from '../../../src/workflows/evidence/tool-lookups.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { ALICE, buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';
import { catalogOf, service } from './gather-evidence-fixtures.js';

const NOTHING = { services: [], alerts: [], templates: [], causes: [] };

/** A metrics backend that remembers what it was asked and for when. */
function recordingMetrics() {
  const asked: { readonly query: string; readonly range: TimeRange }[] = [];
  const source: MetricsSource = {
    queryInstant: async () => ({ series: [], isPartial: false, warnings: [] }),
    queryRange: async (query, range, { stepSeconds }) => {
      asked.push({ query, range });
      const times = Array.from(
        { length: 20 },
        (_, index) => range.start.getTime() / 1000 + index * stepSeconds,
      );
      return { series: [{ labels: {}, times, values: times.map(() => 1) }], isPartial: false, warnings: [] };
    },
    listMetrics: async () => ({ names: [], hasMore: false }),
  };
  return { source, asked };
}

describeOnOneDatabase('what tools may have looked up', (open) => {
  const start = async () => {
    const { store } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, buildAlert());
    const [first] = await incidentsOf(deps);
    await resolveIncident({ ...deps, settings: { postmortemFrom: null } }, ALICE, {
      incidentId: first!.id,
      requestId: 'r1',
      cause: 'A bad release.',
      fix: 'Rolled back.',
    });
    const alert = buildAlert({ name: 'DiskFull', labels: { alertname: 'DiskFull', service: 'search' } });
    await receive(deps, alert);
    const incident = (await incidentsOf(deps)).find((one) => one.service === 'search');
    const present = { incident: incident!, alerts: [alert], suspects: [], observations: [] };
    return { deps, present, first: first! };
  };

  test('past incidents are compared by what is added, too, and the present one is none of them', async () => {
    const { deps, present, first } = await start();
    const { recall } = createToolLookups(deps, present, new Date());

    expect(await recall(NOTHING)).toEqual({ similar: [], outOf: 1 });
    expect(await recall({ ...NOTHING, alerts: ['HighErrorRate'], services: ['checkout'] })).toMatchObject({
      outOf: 1,
      similar: [{ incident: { fix: 'Rolled back.', about: { number: first.number } } }],
    });
  });

  test("another service is looked at at another time, without the incident's alerts", async () => {
    const { deps, present } = await start();
    const { source, asked } = recordingMetrics();
    const catalog = catalogOf([service('shop', 1, ['stock']), service('stock', 2), service('search', 3)]);
    const noticedAt = new Date(Date.now() - 600_000);
    const { lookAround } = createToolLookups(
      { ...deps, catalog: () => catalog, metricsSource: source },
      present,
      new Date(),
    );

    const look = await lookAround({ service: 'stock', noticedAt, signal: new AbortController().signal });

    expect(look.observations.map(({ kind }) => kind)).toContain('signal');
    expect(look.observations.map(({ kind }) => kind)).not.toContain('alert');
    const signals = asked.filter(({ query }) => query.startsWith('latency'));
    expect(new Set(signals.map(({ query }) => query))).toEqual(
      new Set(['latency{service="stock"}', 'latency{service="shop"}']),
    );
    const begin = noticedAt.getTime() - deps.settings.baselineSeconds * 1000;
    expect(signals.map(({ range }) => range.start.getTime())).toEqual([begin, begin]);
  });
});
