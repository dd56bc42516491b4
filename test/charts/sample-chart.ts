/** A chart as an incident would have it; tests change what they are about. */
import type { Chart, ChartPoint } from '../../src/incidents/chart.js';

/** 2026-11-22 03:12:04 UTC. */
export const BROKE = 1_795_317_124;

/** One sample every `step` seconds, three quarters of them before the trouble. */
export function samples(count: number, step: number, valueAt: (time: number) => number | null): ChartPoint[] {
  return Array.from({ length: count }, (_, index) => {
    const time = BROKE + Math.round((index - count * 0.75) * step);
    return [time, valueAt(time)];
  });
}

export const risingTo = (high: number) => (time: number) =>
  time < BROKE ? 0.001 : high * Math.min(1, (time - BROKE) / 90);

export function sampleChart(changes: Partial<Chart> = {}): Chart {
  return {
    title: 'Failing share of checkout',
    subtitle: 'usually 0.1 %, up to 41 % since 03:12:04 UTC',
    unit: 'percent',
    series: [{ name: 'checkout', points: samples(60, 20, risingTo(0.41)), isEmphasised: true }],
    incident: { start: BROKE + 40, end: null },
    onset: BROKE,
    changes: [{ at: BROKE - 16, label: 'deploy 2.4.1' }],
    usual: { from: 0, to: 0.002 },
    threshold: { value: 0.05, label: 'alert above 5 %' },
    projection: null,
    alt: 'Failing share of checkout rose from 0.1 % to 41 %.',
    ...changes,
  };
}
