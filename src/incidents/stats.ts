/** How incidents went over some days, as numbers that say how many cases they rest on. */
import type { Severity } from './incident.js';

/** Durations in milliseconds over `n` incidents; null when there was none. */
export interface Spread {
  readonly n: number;
  readonly medianMs: number | null;
  readonly meanMs: number | null;
  /** Nine of ten took no longer; null under ten cases, where it would only be the slowest one. */
  readonly p90Ms: number | null;
}

export interface Noise {
  readonly name: string;
  readonly count: number;
}

export interface Stats {
  readonly days: number;
  readonly from: Date;
  readonly to: Date;
  /** Opened in that time, merged ones not counted. */
  readonly opened: number;
  readonly bySeverity: readonly {
    readonly severity: Severity;
    readonly count: number;
    readonly unresolved: number;
  }[];
  /** From opening to the first acknowledgement. */
  readonly toAcknowledge: Spread;
  /** From the beginning of the trouble to its mitigation. */
  readonly toMitigate: Spread;
  /** From the beginning of the trouble to its end. */
  readonly toResolve: Spread;
  /** Of the resolved ones, how many an approved fix ended whose check passed. */
  readonly resolved: { readonly n: number; readonly byFix: number; readonly byPerson: number };
  readonly fixes: { readonly approved: number; readonly verified: number; readonly rejected: number };
  /** Most incidents first. */
  readonly noisiestServices: readonly Noise[];
  /** Most episodes first. */
  readonly noisiestAlerts: readonly Noise[];
  /** Verdicts of people on analyses. */
  readonly feedback: { readonly right: number; readonly wrong: number };
}

export interface StatsRepository {
  /** Over the last so many days, by the database's clock. */
  read(days: number): Promise<Stats>;
}

const DEFAULT_DAYS = 7;
const MAX_DAYS = 365;

/** `7d`, `4w`, `30` → days; undefined for anything else or more than a year. Nothing said means a week. */
export function readDays(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return DEFAULT_DAYS;
  const match = /^(\d{1,4})\s*(d|days?|w|weeks?)?$/i.exec(text);
  if (!match) return undefined;
  const days = Number(match[1]) * (match[2]?.toLowerCase().startsWith('w') ? 7 : 1);
  return days >= 1 && days <= MAX_DAYS ? days : undefined;
}
