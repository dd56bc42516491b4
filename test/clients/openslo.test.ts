import { describe, expect, test } from '@jest/globals';
import { loadSlos } from '../../src/clients/load-slos.js';
import { useCatalogFiles } from './catalog-files.js';

const { at, write, load } = useCatalogFiles();

const metric = (query: string, type = 'Prometheus') =>
  `{ metricSource: { type: ${type}, spec: { query: ${JSON.stringify(query)} } } }`;
const BAD = 'sum(rate(http_requests_total{service="checkout",code=~"5.."}[5m]))';
const ALL = 'sum(rate(http_requests_total{service="checkout"}[5m]))';
const RATIO = `ratioMetric: { counter: true, bad: ${metric(BAD)}, total: ${metric(ALL)} }`;

/** Lines: 1 apiVersion, 3 metadata, 5 service, 6 timeWindow, 7 budgetingMethod, 8 objectives, 9 indicator. */
function slo(parts: Partial<Record<'api' | 'window' | 'method' | 'objectives' | 'indicator', string>> = {}) {
  return `apiVersion: ${parts.api ?? 'openslo/v1'}
kind: SLO
metadata: { name: checkout-answers }
spec:
  service: checkout
  timeWindow: ${parts.window ?? '[{ duration: 30d, isRolling: true }]'}
  budgetingMethod: ${parts.method ?? 'Occurrences'}
  objectives: ${parts.objectives ?? '[{ target: 0.999 }]'}
  ${parts.indicator ?? `indicator: { metadata: { name: x }, spec: { ${RATIO} } }`}
`;
}

async function read() {
  const { catalog } = await load();
  const book = await loadSlos([at('.')], catalog);
  const short = (text: string) => text.replaceAll(`${at('.')}/`, '').replaceAll(`${at('')}`, '');
  return { book, problems: book.problems.map(short) };
}

describe('an OpenSLO file', () => {
  test('gives an SLO whose queries can look back over any window', async () => {
    write('slos/checkout.yaml', slo());

    const { book, problems } = await read();

    expect(problems).toEqual([]);
    expect(book.of('checkout')).toMatchObject([
      {
        name: 'checkout-answers',
        target: 0.999,
        windowSeconds: 30 * 86_400,
        sli: {
          kind: 'events',
          good: null,
          bad: BAD.replace('5m', '$window'),
          total: ALL.replace('5m', '$window'),
        },
        place: expect.stringMatching(/checkout\.yaml:8$/),
      },
    ]);
    expect(book.of('web')).toEqual([]);
  });

  test('may name an SLI and a data source of other files, and have several objectives', async () => {
    write(
      'slo.yaml',
      slo({ indicator: 'indicatorRef: answers', objectives: '[{targetPercent: 99}, {target: 0.9}]' }),
    );
    const good = '{ metricSource: { metricSourceRef: main, spec: { query: good_total } } }';
    write(
      'sli.yml',
      `apiVersion: openslo/v1\nkind: DataSource\nmetadata: { name: main }\nspec: { type: Prometheus }\n---
apiVersion: openslo/v1\nkind: SLI\nmetadata: { name: answers }
spec: { ratioMetric: { counter: true, good: ${good}, total: ${metric('all_total')} } }\n`,
    );

    const { book, problems } = await read();

    expect(problems).toEqual([]);
    expect(book.list().map(({ name, target }) => [name, target])).toEqual([
      ['checkout-answers 1', 0.99],
      ['checkout-answers 2', 0.9],
    ]);
    expect(book.list()[0]?.sli).toEqual({
      kind: 'events',
      good: 'sum(increase(good_total[$window]))',
      bad: null,
      total: 'sum(increase(all_total[$window]))',
    });
  });

  test('may have a raw ratio of successes', async () => {
    const raw = `ratioMetric: { rawType: success, raw: ${metric('ok:ratio_$window')} }`;
    write('slo.yaml', slo({ indicator: `indicator: { spec: { ${raw} } }` }));

    const { book } = await read();

    expect(book.list()[0]?.sli).toEqual({ kind: 'share', failing: '1 - (ok:ratio_$window)', traffic: null });
  });

  test.each([
    [
      { api: 'openslo/v1alpha' },
      /slo\.yaml:1: is written for openslo\/v1alpha; Firewatch reads openslo\/v1\.$/,
    ],
    [
      { window: '[{ duration: 1M, isRolling: true }]' },
      /:6: .*is "1M", whose length changes; write it in days/,
    ],
    [{ window: '[{ duration: 1d }]' }, /:6: .*window of the calendar; set isRolling: true/],
    [{ window: '[]' }, /:6: spec\.timeWindow/],
    [{ method: 'Timeslices' }, /:7: .*counts by Timeslices/],
    [{ objectives: '[{ target: 99.9 }]' }, /:8: .*needs a target above 0 and below 1/],
    [{ objectives: '[]' }, /:8: spec\.objectives: must be a list of objectives/],
    [{ indicator: 'indicatorRef: gone' }, /:9: .*names the SLI gone, which is in none of the files/],
    [{ indicator: '' }, /:5: .*needs an indicator/],
    [
      {
        indicator: `indicator: { spec: { ratioMetric: { bad: ${metric('a[5m]', 'Datadog')}, total: ${metric('b[5m]')} } } }`,
      },
      /:9: .*is measured at Datadog; Firewatch asks Prometheus/,
    ],
    [
      {
        indicator: `indicator: { spec: { ratioMetric: { bad: ${metric('sum(a)')}, total: ${metric('b[5m]')} } } }`,
      },
      /:9: .*query for bad without a range that could be replaced; write \[\$window\]/,
    ],
    [
      { indicator: `indicator: { spec: { ratioMetric: { total: ${metric('b[5m]')} } } }` },
      /:9: .*needs total, and good or bad but not both/,
    ],
    [{ indicator: 'indicator: { spec: { thresholdMetric: {} } }' }, /:9: .*has a thresholdMetric/],
  ])('that cannot be used is told with its line: %j', async (parts, problem) => {
    write('slo.yaml', slo(parts));

    const { book, problems } = await read();

    expect(book.list()).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  test('may hold what is no SLO, and of two of one name the first counts', async () => {
    write(
      'a.yaml',
      `${slo()}---\napiVersion: openslo/v1\nkind: AlertPolicy\nmetadata: { name: p }\n---\n${slo()}`,
    );
    write('values.yaml', 'replicas: 3\n');

    const { book, problems } = await read();

    expect(book.list()).toHaveLength(1);
    expect(problems).toEqual([expect.stringMatching(/a\.yaml:\d+: .*already described at .*a\.yaml:8/)]);
  });
});

describe('the annotations of a component', () => {
  const component = (annotations: string) =>
    write('catalog-info.yaml', `kind: Component\nmetadata:\n  name: web\n  annotations:\n${annotations}`);

  test('are a short SLO, measured by the signals of the service', async () => {
    component('    firewatch.dev/slo-target: "99.9"\n    firewatch.dev/slo-window: 7d\n');

    const { book } = await read();

    expect(book.of('web')).toMatchObject([
      {
        name: 'availability',
        target: 0.999,
        windowSeconds: 7 * 86_400,
        place: expect.stringMatching(/catalog-info\.yaml:5$/),
        sli: { kind: 'share', traffic: 'sum(rate(http_requests_total{service="web"}[$window]))' },
      },
    ]);
  });

  test.each([
    ['slo-target: "100"', ':5: the SLO target of web must be percent between 0 and 100'],
    ['slo-target: soon', ':5: the SLO target of web must be percent'],
    ['slo-window: 30d', ':5: web has a window for an SLO but no firewatch.dev/slo-target'],
  ])('that are wrong are told with their line: %s', async (annotation, problem) => {
    component(`    firewatch.dev/${annotation}\n`);

    const { problems, catalog } = await load();

    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(catalog.get('web')?.slo).toBeUndefined();
  });

  test('need a signal whose look back can be set', async () => {
    component('    firewatch.dev/slo-target: "99"\n    firewatch.dev/sli-errors: errors:ratio5m\n');

    const { problems } = await load();

    expect(problems).toEqual([expect.stringContaining('no signal "errors" with $window in it')]);
  });
});
