/** Answers "was this metric ever like this in the last days?" with a detector that needs no limits. */
import { z } from 'zod';
import { MIN_VALUES } from '../../src/analysis/streaming/tail.js';
import { createStreamingDetector } from '../../src/analysis/streaming/streaming-detector.js';
import { cut } from '../../src/shared/text.js';
import type { Series, TimeRange } from '../../src/shared/series.js';
import { boundedText } from '../kit/bounded-text.js';
import { count, digits, formatUnix, nameOfSeries } from '../kit/format.js';
import { defineTool } from '../tool.js';

const DEFAULT_DAYS = 3; // a rhythm shows from its third repetition on
const MAX_DAYS = 28;
const MAX_SERIES = 4; // one detector each; more are a query that forgot to aggregate
const MAX_POINTS = 900; // what a metrics backend is asked for at once
const MIN_STEP_SECONDS = 60; // the detector's views count values, and fit steps of a minute to an hour best
const MAX_MOMENTS = 8;
const LEAD_SECONDS = 900; // alerts wait before they fire

export const findOddMoments = defineTool({
  name: 'find_odd_moments',
  description: [
    'List moments of the last days at which one metric was unlike all before: level, change, shape, time of day.',
    'Use this when you need to know whether this is rare or happens every night.',
    'Example: {"query":"sum(rate(http_requests_total{service=\\"web\\"}[5m]))","days":7}',
    'It does not know limits or causes.',
  ].join('\n'),
  requires: ['metrics'],
  evidence: { kind: 'tool_result', source: 'prometheus' },
  input: z.strictObject({
    query: boundedText(2000).describe('PromQL with one series'),
    days: z.number().min(0.25).max(MAX_DAYS).optional().describe(`To look back; default ${DEFAULT_DAYS}`),
    unit: z.enum(['ratio', 'seconds', 'per_second', 'number']).optional().describe('Of the values'),
  }),
  async run({ query, days = DEFAULT_DAYS, unit = 'number' }, context) {
    const { now, incident, signal } = context;
    const range: TimeRange = { start: new Date(now.getTime() - days * 86_400_000), end: now };
    const stepSeconds = Math.max(MIN_STEP_SECONDS, Math.ceil((days * 86_400) / MAX_POINTS));
    const answer = await context.metrics.queryRange(query, range, { stepSeconds, signal });
    const series = answer.series.filter(({ values }) => values.length > 0);
    if (series.length === 0) return { status: 'no_data', searched: `${query} over ${count(days, 'day')}` };
    const samples = series.reduce((sum, { values }) => sum + values.length, 0);
    const most = Math.max(...series.map(({ values }) => values.length));
    if (most <= MIN_VALUES) {
      return {
        status: 'ok',
        query,
        range,
        summary: `${count(most, 'sample')} in ${count(days, 'day')} are too few to say what is odd, it takes more than ${MIN_VALUES}: ${cut(query, 160)}.`,
        data: { moments: null, samples, samplesNeeded: MIN_VALUES + 1 },
        hasMore: false,
        isUnusual: false,
      };
    }
    const judged = series.slice(0, MAX_SERIES).map((one) => ({ one, moments: findMoments(one, unit) }));
    const moments = judged.flatMap(({ one, moments: found }) =>
      found.map((moment) => ({ ...moment, series: nameOfSeries(one.labels) })),
    );
    const since = incident.startedAt.getTime() / 1000 - LEAD_SECONDS;
    const recent = moments.filter(({ time }) => time >= since);
    const shown = [...moments].sort((a, b) => b.score - a.score).slice(0, MAX_MOMENTS);
    return {
      status: 'ok',
      query,
      range,
      summary: `${count(moments.length, 'odd moment')} in ${count(days, 'day')}, ${recent.length} of them since the incident began: ${cut(query, 160)}.`,
      data: {
        moments: shown
          .sort((a, b) => a.time - b.time)
          .map(({ time, value, score, reason, series: name }) => ({
            at: formatUnix(time),
            series: name,
            value: digits(value),
            score: digits(score),
            why: reason,
          })),
        samples,
        ...(answer.isPartial ? { incomplete: answer.warnings.map((text) => cut(text, 200)) } : {}),
      },
      hasMore: moments.length > MAX_MOMENTS || series.length > MAX_SERIES,
      isUnusual: recent.length > 0,
    };
  },
});

interface OddMoment {
  /** Unix seconds. */
  readonly time: number;
  readonly value: number;
  /** 0.5–1. */
  readonly score: number;
  readonly reason: string;
}

function findMoments({ times, values }: Series, unit: 'ratio' | 'seconds' | 'per_second' | 'number') {
  const detector = createStreamingDetector({ unit });
  return values.flatMap((value, index): OddMoment[] => {
    const time = times[index] ?? 0;
    const { isAlarm, score, reason } = detector.add(time, value);
    return isAlarm ? [{ time, value, score, reason }] : [];
  });
}
