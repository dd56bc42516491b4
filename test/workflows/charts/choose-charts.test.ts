import { describe, expect, test } from '@jest/globals';
import { buildVerificationChart } from '../../../src/workflows/charts/verification-chart.js';
import { chooseCharts } from '../../../src/workflows/charts/choose-charts.js';
import type { Evidence } from '../../../src/incidents/evidence.js';
import {
  ANALYSIS,
  sampleEvidence,
  sampleExecution,
  sampleIncident,
  sampleProposalView,
  sampleView,
} from '../../slack/sample-view.js';

const BROKE = Date.parse('2026-11-22T03:12:04Z') / 1000;
const UNITS = { errors: 'ratio', latency: 'seconds', saturation: 'ratio', requests: 'per_second' } as const;

/** An unusual signal as the evidence pass stores it: quiet for ten minutes, then `high` for three. */
function signal(
  id: string,
  service: string,
  name: keyof typeof UNITS,
  high: number,
  usual = high / 100,
): Evidence {
  const points = Array.from({ length: 40 }, (_, index) => {
    const time = BROKE + (index - 30) * 20;
    return [time, time < BROKE ? usual : high];
  });
  return sampleEvidence(id, {
    service,
    statement: `${name} of ${service} rose.`,
    data: {
      signal: name,
      unit: UNITS[name],
      baseline: usual,
      current: high,
      peak: high,
      onset: BROKE,
      score: 40,
      points,
    },
  });
}

const deploy = sampleEvidence('E5', {
  kind: 'change',
  data: {
    id: '1',
    kind: 'deploy',
    at: '2026-11-22T03:11:48.000Z',
    version: '2.4.1',
    score: 0.9,
    explains: 'checkout',
    lagSeconds: 16,
  },
});
const causedBy = (service: string) => ({
  ...ANALYSIS,
  report: {
    ...ANALYSIS.report,
    cause: { service, component: null, mechanism: 'm', confidence: 0.9, evidenceIds: ['E1'] },
  },
});
const choose = (evidence: readonly Evidence[], changes: Parameters<typeof sampleView>[0] = {}) =>
  chooseCharts(sampleView({ evidence, proposals: [], analysis: causedBy('checkout'), ...changes }));

describe('chooseCharts', () => {
  test('draws what the evidence holds, with window, onset, change and numbers in words', () => {
    const [only, ...others] = choose([signal('E1', 'checkout', 'errors', 0.41, 0.0041), deploy]);

    expect(others).toEqual([]);
    expect(only?.chart).toMatchObject({
      title: 'Failing share of checkout',
      subtitle: 'usually 0.4 %, up to 41 % since 03:12:04 UTC',
      unit: 'percent',
      series: [{ name: 'checkout', isEmphasised: true }],
      incident: { start: BROKE, end: null },
      onset: BROKE,
      changes: [{ at: BROKE - 16, label: 'deploy 2.4.1' }],
      usual: { from: 0.0041, to: 0.0041 },
      alt: 'Chart from 03:02:04 UTC to 03:15:04 UTC: failing share of checkout usually 0.4 %, up to 41 % since 03:12:04 UTC, 41 % at the end; deploy 2.4.1 at 03:11:48 UTC.',
    });
    expect(only?.caption).toBe('E1 errors of checkout rose.');
  });

  test('shows where it began first, then what users feel', () => {
    const charts = choose(
      [
        signal('E1', 'web', 'errors', 0.2),
        signal('E22', 'payments', 'saturation', 1),
        signal('E23', 'payments', 'latency', 2),
      ],
      { analysis: causedBy('payments'), incident: sampleIncident({ service: 'web' }) },
    );

    expect(charts.map(({ chart }) => chart.title)).toEqual([
      'Latency of payments',
      'Failing share of web',
      'Saturation of payments',
    ]);
  });

  test('shows services that moved the same way in one picture, unless their sizes differ too much', () => {
    const charts = choose([
      signal('E1', 'checkout', 'errors', 0.4),
      signal('E2', 'web', 'errors', 0.2),
      signal('E3', 'search', 'errors', 0.01),
    ]);

    expect(charts[0]?.chart.title).toBe('Failing share of checkout and web');
    expect(charts[0]?.chart.alt).toContain('; of web usually 0.2 %, up to 20 % since 03:12:04 UTC');
    expect(charts[0]?.caption).toBe('E1 errors of checkout rose. Also web (E2).');
  });

  test('shows what runs out first, and where that goes, instead of the same line without it', () => {
    const runsOut = (id: string, name: string, minutes: number) =>
      sampleEvidence(id, {
        kind: 'forecast',
        service: 'payments',
        statement: `${name} of payments will reach its limit.`,
        data: {
          name,
          unit: 'ratio',
          limit: 1,
          direction: 'up',
          outcome: 'exhausts',
          current: 0.85,
          perHour: 0.3,
          at: BROKE + minutes * 60,
          earliest: BROKE + minutes * 50,
          latest: null,
          since: BROKE - 120,
          points: Array.from({ length: 20 }, (_, index) => [BROKE + (index - 19) * 30, 0.5 + index / 60]),
        },
      });
    const charts = choose(
      [
        signal('E1', 'web', 'errors', 0.2),
        signal('E22', 'payments', 'saturation', 0.85),
        signal('E23', 'payments', 'latency', 2),
        runsOut('E24', 'disk', 600),
        runsOut('E25', 'saturation', 40),
        sampleEvidence('E26', { kind: 'forecast', isAnomalous: false, data: [] }),
      ],
      { analysis: causedBy('payments'), incident: sampleIncident({ service: 'web' }) },
    );

    expect(charts.map(({ chart }) => chart.title)).toEqual([
      'Latency of payments',
      'Failing share of web',
      'Saturation of payments',
    ]);
    const { chart, caption } = charts[2] ?? {};
    expect(chart).toMatchObject({
      subtitle: '85 %, 100 % at about 03:52 UTC if it goes on like this',
      unit: 'percent',
      onset: BROKE - 120,
      threshold: { value: 1, label: 'limit 100 %' },
      projection: { from: BROKE, value: 1, at: BROKE + 2400, earliest: BROKE + 2000, latest: null },
    });
    expect(caption).toBe('E25 saturation of payments will reach its limit.');
  });

  test('takes the newest measurement of a signal', () => {
    const charts = choose([signal('E1', 'checkout', 'errors', 0.1), signal('E9', 'checkout', 'errors', 0.6)]);

    expect(charts.map(({ caption }) => caption)).toEqual(['E9 errors of checkout rose.']);
  });

  test('marks the fix and the end of the incident only where the picture reaches them', () => {
    const at = (seconds: number) => new Date((BROKE + seconds) * 1000);
    const ended = (seconds: number) => ({
      incident: sampleIncident({ status: 'mitigated', mitigatedAt: at(seconds) }),
      proposals: [sampleProposalView({}, sampleExecution({ startedAt: at(seconds - 20) }))],
    });

    const [inside] = choose([signal('E1', 'checkout', 'errors', 0.4)], ended(120));
    const [beyond] = choose([signal('E1', 'checkout', 'errors', 0.4)], ended(900));
    const [before] = choose([signal('E1', 'checkout', 'errors', 0.4)]);

    expect(inside?.chart.incident?.end).toBe(BROKE + 120);
    expect(inside?.chart.changes).toEqual([{ at: BROKE + 100, label: 'Roll back checkout to 2.4.0' }]);
    expect(beyond?.chart.incident?.end).toBeNull();
    expect(beyond?.key).toBe(before?.key);
    expect(inside?.key).not.toBe(before?.key);
  });

  test('has a key that changes with anything that is drawn', () => {
    const keys = [0.4, 0.41].map((high) => choose([signal('E1', 'checkout', 'errors', high)])[0]?.key);

    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(keys[0]).not.toBe(keys[1]);
    expect(choose([signal('E1', 'checkout', 'errors', 0.4)])[0]?.key).toBe(keys[0]);
  });

  test.each<[string, readonly Evidence[]]>([
    ['no evidence', []],
    ['only what is quiet', [sampleEvidence('E1', { data: [{ service: 'a' }], isAnomalous: false })]],
    [
      'evidence of another shape',
      [sampleEvidence('E1', { data: { signal: 'mood', points: 'none' } }), deploy],
    ],
    ['one point', [sampleEvidence('E1', { data: { signal: 'errors', unit: 'ratio', points: [[1, 2]] } })]],
  ])('chooses nothing from %s', (_, evidence) => {
    expect(choose(evidence)).toEqual([]);
  });

  test('draws what is unusual even when the named cause was not measured', () => {
    const charts = choose([signal('E1', 'web', 'errors', 0.2)], { analysis: causedBy('orders-db') });

    expect(charts.map(({ chart }) => chart.title)).toEqual(['Failing share of web']);
  });
});

describe('buildVerificationChart', () => {
  test('shows the measured values against what was wanted, around the fix', () => {
    const { chart, caption } = buildVerificationChart(sampleIncident(), {
      title: 'Failing share of checkout',
      unit: 'percent',
      points: [
        [BROKE, 0.4],
        [BROKE + 100, null],
        [BROKE + 200, NaN],
        [BROKE + 300, 0],
      ],
      wanted: { value: 0.02, text: '< 2 %' },
      fix: { at: BROKE + 180, label: 'roll back checkout' },
      verdict: 'Verified after 14 s: measured 0 %.',
    });

    expect(chart).toMatchObject({
      threshold: { value: 0.02, label: 'wanted < 2 %' },
      changes: [{ at: BROKE + 180, label: 'roll back checkout' }],
      alt: 'Chart of Failing share of checkout around roll back checkout at 03:15:04 UTC, wanted < 2 %: Verified after 14 s: measured 0 %.',
    });
    expect(caption).toBe('Failing share of checkout: Verified after 14 s: measured 0 %.');
  });
});
