/** How a team's last weeks went, what made most noise and what to do about it, and what came back. Pure. */
import { SEVERITIES, type Severity } from '../incident.js';
import type { Spread } from '../stats.js';
import { advise, type Advice } from './advise.js';
import { readAlertFacts } from './alert-facts.js';
import type { DigestIncident, DigestRecords, Period } from './records.js';
import { findRepeatCauses, type RepeatCause } from './repeat-causes.js';

/** A median with the cases it rests on. */
type Median = Pick<Spread, 'n' | 'medianMs'>;

export interface NoisyAlert {
  readonly name: string;
  readonly firings: number;
  readonly advice: Advice;
}

export interface Digest {
  readonly period: Period;
  readonly opened: number;
  /** In as many days before. */
  readonly openedBefore: number;
  /** Those with any, now or before; the worst first. */
  readonly bySeverity: readonly {
    readonly severity: Severity;
    readonly count: number;
    readonly before: number;
  }[];
  readonly unresolved: number;
  /** They count in the numbers and are named nowhere. */
  readonly privateOnes: number;
  /** From opening to the first acknowledgement; in as many days before. */
  readonly toAcknowledge: Median & { readonly before: Median };
  /** From the beginning of the trouble to its end. */
  readonly toResolve: Median & { readonly before: Median };
  readonly noisiest: readonly NoisyAlert[];
  readonly repeats: readonly RepeatCause[];
  /** More was on record than was read. */
  readonly isCut: boolean;
}

/** A screenful of each; who has mended these sees the next ones in a week. */
const MAX_NOISY = 5;
const MAX_REPEATS = 5;

/** @param before what is on record of as many days before the period. */
export function composeDigest(
  records: DigestRecords,
  before: Pick<DigestRecords, 'incidents'>,
  period: Period,
): Digest {
  const { incidents } = records;
  const of = (all: readonly DigestIncident[], severity: Severity) =>
    all.filter((one) => one.severity === severity).length;
  return {
    period,
    opened: incidents.length,
    openedBefore: before.incidents.length,
    bySeverity: SEVERITIES.map((severity) => ({
      severity,
      count: of(incidents, severity),
      before: of(before.incidents, severity),
    })).filter((row) => row.count + row.before > 0),
    unresolved: incidents.filter(({ resolvedAt }) => resolvedAt === null).length,
    privateOnes: incidents.filter(({ isPrivate }) => isPrivate).length,
    toAcknowledge: { ...toAcknowledge(incidents), before: toAcknowledge(before.incidents) },
    toResolve: { ...toResolve(incidents), before: toResolve(before.incidents) },
    noisiest: readAlertFacts(records, MAX_NOISY).map((facts) => ({
      name: facts.name,
      firings: facts.firings,
      advice: advise(facts),
    })),
    repeats: findRepeatCauses(incidents).slice(0, MAX_REPEATS),
    isCut: records.isCut,
  };
}

const toAcknowledge = (incidents: readonly DigestIncident[]) =>
  median(incidents.map(({ openedAt, acknowledgedAt }) => [openedAt, acknowledgedAt]));

const toResolve = (incidents: readonly DigestIncident[]) =>
  median(incidents.map(({ startedAt, resolvedAt }) => [startedAt, resolvedAt]));

/** As the statistics compute it: what has no end, or one before its beginning, is no case; between two, the middle. */
function median(spans: readonly (readonly [Date, Date | null])[]): Median {
  const sorted = spans
    .flatMap(([start, end]) => (end === null ? [] : [+end - +start]))
    .filter((ms) => ms >= 0)
    .sort((a, b) => a - b);
  const n = sorted.length;
  const low = sorted[Math.floor((n - 1) / 2)];
  const high = sorted[Math.floor(n / 2)];
  return { n, medianMs: low === undefined || high === undefined ? null : Math.round((low + high) / 2) };
}
