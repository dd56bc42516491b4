/** What the evidence pass finds, as values: what is abnormal, since when, where it most likely began, what fits. */

/**
 * Below this confidence nobody is named. It is calibrated, so that six of seven such names are wrong, and a wrong name costs
 * more minutes than none.
 */
export const NAME_FROM = 0.15;

/** A service that may be where the trouble started. */
export interface Suspect {
  readonly service: string;
  /** 0–1, calibrated: how likely the trouble started here. */
  readonly confidence: number;
  /** In words, strongest first. */
  readonly reasons: readonly string[];
  /** When it began to misbehave, Unix seconds; null when unknown. */
  readonly onset: number | null;
  /** Indexes into the observations that speak for it. */
  readonly observations: readonly number[];
}

/** One check of a runbook, asked for one service. */
export interface DiagnosisResult {
  readonly name: string;
  /** Whether its condition held; null when it has none or the query failed. */
  readonly holds: boolean | null;
  /** With its number: "41 % of checkout's requests fail (> 5 %)". */
  readonly statement: string;
  /** Index into the observations, when it was recorded there. */
  readonly observation: number | null;
  /** Whether its query was answered, and with something; left out of what older versions stored. */
  readonly outcome?: 'measured' | 'no_data' | 'unread';
}

/** A runbook that may apply, with its checks asked for one suspected service. */
export interface DiagnosedRunbook {
  readonly runbookId: string;
  readonly title: string;
  /** Why it was considered. */
  readonly reason: string;
  /** Whether the search knows that it is about this; otherwise it is only the nearest one. */
  readonly isSure: boolean;
  readonly service: string;
  readonly checks: readonly DiagnosisResult[];
  /** 0–1: match score weighed with the share of conditions that hold. */
  readonly score: number;
  /** Numbers (from 1) of its actions whose conditions hold now. */
  readonly applicableSteps: readonly number[];
}

/** Whether anything says that the runbook is about this: the search is sure of it, or one of its checks holds. */
export function isKnownToFit({
  isSure,
  checks,
}: {
  readonly isSure: boolean;
  readonly checks: readonly Pick<DiagnosisResult, 'holds'>[];
}): boolean {
  return isSure || checks.some(({ holds }) => holds === true);
}
