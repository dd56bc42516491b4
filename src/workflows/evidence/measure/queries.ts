/** Asks the metrics backend many things at once, within the limits of an asker. */
import type { Series, TimeRange } from '../../../shared/series.js';
import type { MetricsAnswer, MetricsSource } from '../../../incidents/ports/metrics-source.js';
import type { Reach } from '../findings.js';
import { createAsker, type Asked, type AskerLimits } from './asker.js';

/** Enough to hide round trips, few enough for a Prometheus that serves twenty queries at once by default. */
const CONCURRENT_QUERIES = 8;
/** More series than this in one answer is a query that forgot to aggregate. */
const MAX_SERIES = 50;

type QueryOutcome =
  { readonly isAnswered: true; readonly series: readonly Series[] } | { readonly isAnswered: false };

export interface EvidenceQueries {
  /** `deadlineMs` is a point on the `performance.now()` clock after which nothing is waited for. */
  range(asked: Asked, range: TimeRange, stepSeconds: number, deadlineMs: number): Promise<QueryOutcome>;
  /** The same query for the same time is asked only once. */
  instant(asked: Asked, at: Date, deadlineMs: number): Promise<QueryOutcome>;
  /** Of all questions so far. */
  reach(): Reach;
  /** What was not answered, or only in part, and why, as sentences. */
  gaps(): readonly string[];
  /** Ends what is still under way and lets go of the caller's signal. */
  close(): void;
}

export function createEvidenceQueries(metrics: MetricsSource, limits: AskerLimits): EvidenceQueries {
  const known = new Map<string, Promise<QueryOutcome>>();
  const asker = createAsker(limits, CONCURRENT_QUERIES);

  async function ask(
    asked: Asked,
    deadlineMs: number,
    run: (signal: AbortSignal) => Promise<MetricsAnswer>,
  ): Promise<QueryOutcome> {
    const outcome = await asker.ask(asked, deadlineMs, run);
    if (!outcome.isAnswered) return outcome;
    const { series, isPartial, warnings } = outcome.answer;
    if (isPartial || series.length > MAX_SERIES) asker.noteIncomplete(asked.subject, warnings);
    return { isAnswered: true, series: series.slice(0, MAX_SERIES) };
  }

  return {
    async range(asked, range, stepSeconds, deadlineMs) {
      return ask(asked, deadlineMs, async (signal) =>
        metrics.queryRange(asked.query, range, { stepSeconds, signal }),
      );
    },
    async instant(asked, at, deadlineMs) {
      const key = `${at.getTime()} ${asked.query}`;
      const earlier = known.get(key);
      if (earlier) return earlier;
      const outcome = ask(asked, deadlineMs, async (signal) =>
        metrics.queryInstant(asked.query, { at, signal }),
      );
      known.set(key, outcome);
      return outcome;
    },
    close: asker.close,
    reach: asker.reach,
    gaps: asker.gaps,
  };
}
