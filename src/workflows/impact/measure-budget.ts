/** Asks the metrics backend what an error budget is judged by. Nothing here throws because of the backend. */
import type { MetricsSource } from '../../incidents/ports/metrics-source.js';
import {
  assessBudget,
  windowsOf,
  type ErrorBudget,
  type FailingShare,
} from '../../incidents/slo/error-budget.js';
import { fillWindow, formatWindow, type Slo } from '../../incidents/slo/slo.js';
import { errorMessage } from '../../shared/errors.js';
import { cut } from '../../shared/text.js';
import { createRemembered } from './remembered.js';

/** Looked back over by the probes for the beginning of the record; the shortest window of all. */
const PROBE_SECONDS = 300;
const PROBE_POINTS = 60;
/** Fine enough: the record of a demo is minutes long. */
const FINEST_STEP_SECONDS = 5;
const MAX_WHY = 160;

export interface BudgetReader {
  /** Answers what was measured a moment ago again; how long a moment is depends on the window. */
  read(slo: Slo, at: Date, signal: AbortSignal): Promise<ErrorBudget>;
}

/** A look back of an hour does not change within seconds, and one of 30 days is a heavy question. */
const keepMs = (windowSeconds: number) => Math.min(1_800, Math.max(15, windowSeconds / 60)) * 1000;

export function createBudgetReader(metrics: MetricsSource): BudgetReader {
  const shares = createRemembered<MeasuredShare>();
  const starts = createRemembered<number>();

  return {
    async read(slo, at, signal) {
      const key = (windowSeconds: number) => JSON.stringify([slo.sli, windowSeconds]);
      const covered = await starts.get(key(slo.windowSeconds), at, async () => {
        const seconds = await findCovered(metrics, slo, at, signal);
        return { value: seconds, keepMs: keepMs(seconds) };
      });
      // With time the record becomes longer, while its beginning stays.
      const coveredSeconds = covered.value + (at.getTime() - covered.at.getTime()) / 1000;
      const ask = async (windowSeconds: number) => {
        const found = await shares.get(key(windowSeconds), at, async () => {
          const value = await measureShare(metrics, slo, { windowSeconds, at, signal });
          // What could not be had is asked for again at once.
          return { value, keepMs: value.share === null ? 0 : keepMs(windowSeconds) };
        });
        return [windowSeconds, found.value] as const;
      };
      const measured = new Map(await Promise.all(windowsOf(slo).map(ask)));
      return assessBudget(slo, withCommonGood(slo, measured), coveredSeconds);
    },
  };
}

/** `isWithoutGood`: there are events, but no series of good ones. */
type MeasuredShare = FailingShare & { readonly isWithoutGood?: boolean };

/** Nothing good on record in a short window is a total failure where the long window knows good events, else a typo. */
function withCommonGood(
  slo: Slo,
  measured: ReadonlyMap<number, MeasuredShare>,
): ReadonlyMap<number, FailingShare> {
  if (measured.get(slo.windowSeconds)?.isWithoutGood !== true) return measured;
  const why = 'the query for good events finds nothing, in no window; check it';
  return new Map([...measured].map(([window]) => [window, { share: null, why }]));
}

/** The queries behind a budget, by what they are for, as they are asked for one window. */
export function budgetQueries(
  { sli }: Pick<Slo, 'sli'>,
  windowSeconds: number,
): readonly { readonly name: string; readonly query: string }[] {
  const parts =
    sli.kind === 'share'
      ? { 'failing share': sli.failing, traffic: sli.traffic }
      : { 'bad events': sli.bad, 'good events': sli.good, 'all events': sli.total };
  return Object.entries(parts).flatMap(([name, template]) =>
    template === null
      ? []
      : [{ name: `${name} over ${formatWindow(windowSeconds)}`, query: fillWindow(template, windowSeconds) }],
  );
}

interface Look {
  readonly windowSeconds: number;
  readonly at: Date;
  readonly signal: AbortSignal;
}

async function measureShare(metrics: MetricsSource, { sli }: Slo, look: Look): Promise<MeasuredShare> {
  const over = `the last ${formatWindow(look.windowSeconds)}`;
  const total = async (template: string) => {
    const query = fillWindow(template, look.windowSeconds);
    const { series } = await metrics.queryInstant(query, look);
    return series.length === 0 ? null : series.reduce((sum, { values }) => sum + (values.at(-1) ?? 0), 0);
  };
  try {
    if (sli.kind === 'share') {
      const traffic = sli.traffic === null ? null : await total(sli.traffic);
      if (sli.traffic !== null && traffic === null) return unknown(`there are no samples of ${over}`);
      if (traffic !== null && traffic <= 0) return unknown(`there was no request in ${over}`);
      const share = await total(sli.failing);
      return share === null ? unknown(`there are no samples of ${over}, or no request was made`) : { share };
    }
    const all = await total(sli.total);
    if (all === null) return unknown(`there are no samples of ${over}`);
    if (all <= 0) return unknown(`there was no event in ${over}`);
    const counted = await total(sli.good ?? sli.bad ?? sli.total);
    // A series of failures begins with the first one; none means that nothing failed.
    if (sli.good === null) return { share: (counted ?? 0) / all };
    return { share: 1 - (counted ?? 0) / all, isWithoutGood: counted === null };
  } catch (error) {
    return unknown(cut(errorMessage(error).replace(/\.$/, ''), MAX_WHY));
  }
}

const unknown = (why: string): FailingShare => ({ share: null, why });

/** How many seconds ago the record begins, at most the SLO's window; found by looking ever closer. 0 where there is none. */
async function findCovered(
  metrics: MetricsSource,
  { sli, windowSeconds }: Slo,
  at: Date,
  signal: AbortSignal,
): Promise<number> {
  const template = sli.kind === 'events' ? sli.total : (sli.traffic ?? sli.failing);
  const query = fillWindow(template, PROBE_SECONDS);
  const end = at.getTime() / 1000;
  let from = end - windowSeconds;
  let covered = 0;
  try {
    for (let step = windowSeconds / PROBE_POINTS; ; step /= PROBE_POINTS) {
      const stepSeconds = Math.max(step, FINEST_STEP_SECONDS);
      const range = { start: new Date(from * 1000), end: at };
      const { series } = await metrics.queryRange(query, range, { stepSeconds, signal });
      const first = Math.min(...series.flatMap(({ times }) => times.slice(0, 1)));
      if (!Number.isFinite(first)) return covered;
      covered = Math.max(covered, end - first);
      if (covered > 5 * stepSeconds || stepSeconds <= FINEST_STEP_SECONDS) return covered;
      from = Math.max(first - stepSeconds, end - windowSeconds);
    }
  } catch {
    // The queries for the shares say what is wrong.
    return covered;
  }
}
