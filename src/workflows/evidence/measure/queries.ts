/**
 * Asks the metrics backend many things at once without ever waiting long: so many at a time, each with its own limit, all
 * with a common deadline. Nothing here throws; what could not be had is kept as a sentence for people.
 */
import { errorMessage } from '../../../shared/errors.js';
import type { Series, TimeRange } from '../../../shared/series.js';
import { createSlots } from '../../../shared/slots.js';
import { oneLine } from '../../../shared/text.js';
import type { MetricsAnswer, MetricsSource } from '../../../incidents/ports/metrics-source.js';

/** Enough to hide round trips, few enough for a Prometheus that serves twenty queries at once by default. */
const CONCURRENT_QUERIES = 8;
/** More series than this in one answer is a query that forgot to aggregate. */
const MAX_SERIES = 50;
const MAX_PROBLEM_LENGTH = 200;
const MAX_QUERY_LENGTH = 160;
/** Failed queries listed one by one; beyond that they are counted. */
const MAX_NAMED = 3;
const OUT_OF_TIME = 'no time was left for an answer';

export interface Asked {
  /** What it asks, for people: "latency of checkout". */
  readonly subject: string;
  readonly query: string;
}

export type QueryOutcome =
  { readonly isAnswered: true; readonly series: readonly Series[] } | { readonly isAnswered: false };

export interface EvidenceQueries {
  /** `deadlineMs` is a point on the `performance.now()` clock after which nothing is waited for. */
  range(asked: Asked, range: TimeRange, stepSeconds: number, deadlineMs: number): Promise<QueryOutcome>;
  /** The same query for the same time is asked only once. */
  instant(asked: Asked, at: Date, deadlineMs: number): Promise<QueryOutcome>;
  /** What was not answered, or only in part, and why, as sentences. */
  gaps(): readonly string[];
  /** Ends what is still under way and lets go of the caller's signal. */
  close(): void;
}

interface Failure extends Asked {
  readonly problem: string;
}

export function createEvidenceQueries(
  metrics: MetricsSource,
  limits: { readonly queryTimeoutMs: number; readonly signal: AbortSignal },
): EvidenceQueries {
  const failures: Failure[] = [];
  const incomplete: string[] = [];
  const known = new Map<string, Promise<QueryOutcome>>();
  const slots = createSlots(CONCURRENT_QUERIES);
  // One listener on the caller's signal, however many queries are under way.
  const running = new Set<AbortController>();
  let isStopped = limits.signal.aborted;
  const stop = () => {
    isStopped = true;
    for (const controller of running) controller.abort();
  };
  limits.signal.addEventListener('abort', stop, { once: true });

  async function ask(
    asked: Asked,
    deadlineMs: number,
    run: (signal: AbortSignal) => Promise<MetricsAnswer>,
  ): Promise<QueryOutcome> {
    await slots.take();
    const controller = new AbortController();
    running.add(controller);
    try {
      if (isStopped) throw new Error('was not asked, because the work was stopped');
      const answer = await withinLimits(run, controller, { ...limits, deadlineMs });
      if (answer.isPartial || answer.series.length > MAX_SERIES) {
        incomplete.push(`The answer for ${asked.subject} is incomplete${describeWarnings(answer)}.`);
      }
      return { isAnswered: true, series: answer.series.slice(0, MAX_SERIES) };
    } catch (error) {
      failures.push({
        ...asked,
        problem: errorMessage(error).slice(0, MAX_PROBLEM_LENGTH).replace(/\.$/, ''),
      });
      return { isAnswered: false };
    } finally {
      running.delete(controller);
      slots.give();
    }
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
    close() {
      limits.signal.removeEventListener('abort', stop);
      stop();
    },
    gaps: () => [...describeFailures(failures), ...incomplete.slice(0, MAX_NAMED)],
  };
}

/** Runs one query and gives up at its own limit, at the deadline, or when it is aborted, even if the query ignores us. */
async function withinLimits(
  run: (signal: AbortSignal) => Promise<MetricsAnswer>,
  controller: AbortController,
  { queryTimeoutMs, deadlineMs }: { queryTimeoutMs: number; deadlineMs: number },
): Promise<MetricsAnswer> {
  const remainingMs = deadlineMs - performance.now();
  if (remainingMs <= 0) throw new Error(OUT_OF_TIME);
  const late =
    queryTimeoutMs <= remainingMs ? `did not answer within ${formatLimit(queryTimeoutMs)}` : OUT_OF_TIME;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => {
        reject(new Error(late));
        controller.abort();
      },
      Math.min(queryTimeoutMs, remainingMs),
    );
    controller.signal.addEventListener('abort', () => reject(new Error('was stopped')), { once: true });
    Promise.resolve()
      .then(async () => run(controller.signal))
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

function describeFailures(failures: readonly Failure[]): readonly string[] {
  const byProblem = new Map<string, Failure[]>();
  for (const failure of failures) {
    byProblem.set(failure.problem, [...(byProblem.get(failure.problem) ?? []), failure]);
  }
  return [...byProblem].map(([problem, failed]) => {
    const named = failed
      .slice(0, MAX_NAMED)
      .map(({ subject, query }) => `${subject} (${oneLine(query).slice(0, MAX_QUERY_LENGTH)})`);
    const rest = failed.length - named.length;
    const subjects = rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ');
    return `${failed.length === 1 ? 'The query for' : `${failed.length} queries failed:`} ${subjects}: ${problem}.`;
  });
}

function describeWarnings({ warnings }: MetricsAnswer): string {
  return warnings.length > 0 ? `: ${warnings.join(' ').slice(0, MAX_PROBLEM_LENGTH).replace(/\.$/, '')}` : '';
}

const formatLimit = (ms: number): string =>
  ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms)} ms`;
