/** Measures the golden signals of several services and judges them as the evidence pass does. */
import type { AnomalyQuestion } from '../../src/analysis/anomaly-question.js';
import { judgeSignal, stepFor } from '../../src/analysis/judge-signal.js';
import { recogniseSeasons, type JudgedReading } from '../../src/analysis/season.js';
import type { Service, Signal } from '../../src/incidents/service.js';
import { UpstreamError } from '../../src/shared/errors.js';
import { parsePromQlDuration } from '../../src/shared/promql-duration.js';
import { shiftBack, type Series, type TimeRange } from '../../src/shared/series.js';
import type { ToolContext } from '../tool.js';
import { askAll } from './ask-all.js';

const MAX_SEASONS = 4; // departures looked up a day and a week ago: two queries more for each

export interface SignalReading extends JudgedReading {
  readonly service: string;
  readonly signal: Signal;
}

export interface MeasuredSignals {
  /** One per signal that has samples, in the order of the services. */
  readonly readings: readonly SignalReading[];
  /** What has no samples or no answer, each in a few words: "latency of checkout: no samples". */
  readonly missing: readonly string[];
}

/** Throws only when not a single query was answered. */
export async function measureSignals(
  context: ToolContext,
  services: readonly Service[],
  range: TimeRange,
): Promise<MeasuredSignals> {
  const asked = services.flatMap(({ name, signals }) => signals.map((signal) => ({ service: name, signal })));
  const question = judgementOf(context, range);
  const nameOf = ({ service, signal }: (typeof asked)[number]) => `${signal.name} of ${service}`;
  const { answers, failed } = await askAll(
    asked,
    async (one): Promise<SignalReading | string> => {
      const { series } = await context.metrics.queryRange(one.signal.query, range, {
        stepSeconds: question.asked.stepSeconds,
        signal: context.signal,
      });
      const worst = judgeSignal(series, { ...question, signal: one.signal.name });
      return worst ? { ...one, ...worst } : `${nameOf(one)}: no samples`;
    },
    { nameOf, signal: context.signal },
  );
  const readings = answers.filter((answer) => typeof answer !== 'string');
  return {
    readings: await recogniseSeasons(readings, {
      ...question,
      atMost: MAX_SEASONS,
      askEarlier: ({ signal }, { periodSeconds }) =>
        askOrNothing(context, signal.query, shiftBack(range, periodSeconds), question.asked.stepSeconds),
    }),
    missing: [
      ...failed,
      ...answers.filter((answer) => typeof answer === 'string'),
      ...services
        .filter(({ signals }) => signals.length === 0)
        .map(({ name }) => `${name}: the catalogue has no queries for it`),
    ],
  };
}

/** A backend that does not remember a week is not a failure of what was asked. */
async function askOrNothing(
  { metrics, signal }: ToolContext,
  query: string,
  range: TimeRange,
  stepSeconds: number,
): Promise<readonly Series[]> {
  try {
    return (await metrics.queryRange(query, range, { stepSeconds, signal })).series;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UpstreamError)) throw error;
    return [];
  }
}

interface Judgement extends Omit<AnomalyQuestion, 'signal' | 'asked'> {
  readonly asked: NonNullable<AnomalyQuestion['asked']>;
}

/**
 * What `detectAnomaly` has to know of a range. The incident's beginning divides it into usual and unusual where it lies
 * inside; elsewhere the change itself does.
 */
export function judgementOf(
  { incident, window, stepSeconds }: Pick<ToolContext, 'incident' | 'window' | 'stepSeconds'>,
  range: TimeRange,
): Judgement {
  const [start, end] = [range.start.getTime() / 1000, range.end.getTime() / 1000];
  const noticed = incident.startedAt.getTime() / 1000;
  const windowSeconds = parsePromQlDuration(window);
  return {
    incidentStart: noticed > start && noticed < end ? noticed : end,
    asked: { start, end, stepSeconds: stepFor(range, stepSeconds) },
    ...(windowSeconds === undefined ? {} : { windowSeconds }),
  };
}
