/**
 * Asks one outside system many things at once without ever waiting long: so many at a time, each with its own limit, all
 * with a common deadline. Nothing here throws; what could not be had is kept as a sentence for people.
 */
import { errorMessage } from '../../../shared/errors.js';
import { createSlots } from '../../../shared/slots.js';
import { oneLine } from '../../../shared/text.js';
import type { Reach } from '../findings.js';

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

type Outcome<T> = { readonly isAnswered: true; readonly answer: T } | { readonly isAnswered: false };

export interface Asker {
  /** `deadlineMs` is a point on the `performance.now()` clock after which nothing is waited for. */
  ask<T>(asked: Asked, deadlineMs: number, run: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>>;
  /** Remembers that an answer was had in part only, with what the other side said of it. */
  noteIncomplete(subject: string, warnings: readonly string[]): void;
  /** How many questions were asked so far, and how many answered. */
  reach(): Reach;
  /** What was not answered, or only in part, and why, as sentences. */
  gaps(): readonly string[];
  /** Ends what is still under way and lets go of the caller's signal. */
  close(): void;
}

export interface AskerLimits {
  readonly queryTimeoutMs: number;
  readonly signal: AbortSignal;
}

interface Failure extends Asked {
  readonly problem: string;
}

/** @param concurrent how many questions are under way at a time. */
export function createAsker(limits: AskerLimits, concurrent: number): Asker {
  const failures: Failure[] = [];
  const incomplete: string[] = [];
  let answered = 0;
  const slots = createSlots(concurrent);
  // One listener on the caller's signal, however many queries are under way.
  const running = new Set<AbortController>();
  let isStopped = limits.signal.aborted;
  const stop = () => {
    isStopped = true;
    for (const controller of running) controller.abort();
  };
  limits.signal.addEventListener('abort', stop, { once: true });

  return {
    async ask(asked, deadlineMs, run) {
      await slots.take();
      const controller = new AbortController();
      running.add(controller);
      try {
        if (isStopped) throw new Error('was not asked, because the work was stopped');
        const answer = await withinLimits(run, controller, { ...limits, deadlineMs });
        answered += 1;
        return { isAnswered: true, answer };
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
    },
    noteIncomplete(subject, warnings) {
      incomplete.push(`The answer for ${subject} is incomplete${describeWarnings(warnings)}.`);
    },
    close() {
      limits.signal.removeEventListener('abort', stop);
      stop();
    },
    reach: () => ({
      asked: answered + failures.length,
      answered,
      problem: byProblem(failures).toSorted((a, b) => b[1].length - a[1].length)[0]?.[0] ?? null,
    }),
    gaps: () => [...describeFailures(failures), ...incomplete.slice(0, MAX_NAMED)],
  };
}

/** Runs one query and gives up at its own limit, at the deadline, or when it is aborted, even if the query ignores us. */
async function withinLimits<T>(
  run: (signal: AbortSignal) => Promise<T>,
  controller: AbortController,
  { queryTimeoutMs, deadlineMs }: { queryTimeoutMs: number; deadlineMs: number },
): Promise<T> {
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

function byProblem(failures: readonly Failure[]): readonly (readonly [string, readonly Failure[]])[] {
  const found = new Map<string, Failure[]>();
  for (const failure of failures) {
    found.set(failure.problem, [...(found.get(failure.problem) ?? []), failure]);
  }
  return [...found];
}

function describeFailures(failures: readonly Failure[]): readonly string[] {
  return byProblem(failures).map(([problem, failed]) => {
    const named = failed
      .slice(0, MAX_NAMED)
      .map(({ subject, query }) => `${subject} (${oneLine(query).slice(0, MAX_QUERY_LENGTH)})`);
    const rest = failed.length - named.length;
    const subjects = rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ');
    // Many begin with what went wrong: their names may be cut off where they are shown.
    return failed.length === 1
      ? `The query for ${subjects}: ${problem}.`
      : `${failed.length} queries failed (${problem}): ${subjects}.`;
  });
}

function describeWarnings(warnings: readonly string[]): string {
  return warnings.length > 0 ? `: ${warnings.join(' ').slice(0, MAX_PROBLEM_LENGTH).replace(/\.$/, '')}` : '';
}

const formatLimit = (ms: number): string =>
  ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms)} ms`;
