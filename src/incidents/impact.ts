/**
 * How much an incident hurts users right now, 0–100, with the reasons. Every part is shown to people with its numbers and
 * the queries behind them, so that a surprising score can be argued with. The formula and its reasons: docs/impact.md.
 */

export interface NamedQuery {
  /** What it asks, for people: `failing share of checkout`. */
  readonly name: string;
  readonly query: string;
}

export interface ImpactComponent {
  /** `dependants` is what versions before error budgets called the blast radius. */
  readonly name:
    'tier' | 'failing_requests' | 'error_budget' | 'blast_radius' | 'duration' | 'severity' | 'dependants';
  /** Points this component adds. */
  readonly points: number;
  /** The most it could add. */
  readonly outOf: number;
  /** The reason in words with its numbers. */
  readonly reason: string;
  /** What measured it; left out where it follows from the catalogue or the incident itself. */
  readonly queries?: readonly NamedQuery[];
}

/** What was measured of the users' requests. */
export interface FailingRequests {
  readonly service: string;
  /** Share 0–1 of requests failing. */
  readonly share: number;
  /** Failing requests a second; null when the traffic could not be measured. */
  readonly perSecond: number | null;
}

export interface Impact {
  /** Whole number 0–100: the sum of the components' points, rounded. */
  readonly score: number;
  readonly components: readonly ImpactComponent[];
  readonly computedAt: Date;
  /** The newest measurement, ISO 8601 in `at`; left out when there never was one. */
  readonly failing?: FailingRequests & { readonly at: string };
  /** That it rose, and since when (ISO 8601); left out when it did not. */
  readonly rise?: { readonly from: number; readonly since: string };
}

/** The score that counts: the person's when there is one. Null when neither is known. */
export function effectiveScore(incident: {
  readonly impact: Pick<Impact, 'score'> | null;
  readonly impactOverride: Pick<Impact, 'score'> | null;
}): number | null {
  return incident.impactOverride?.score ?? incident.impact?.score ?? null;
}

/** What the rises of an incident's score came to. */
export interface Escalation {
  /** The score has gone over the bound and not come down far enough since. */
  readonly isHigh: boolean;
  /** What people were called for last; null when they never were. */
  readonly call: Call | null;
}

interface Call {
  /** ISO 8601. */
  readonly at: string;
  /** What happened, as a sentence without its full stop. */
  readonly why: string;
  /** The paging system has been told, or there is none to tell. */
  readonly isPaged: boolean;
}

/** Whether something happened to it that people should see; a minute more of duration is not worth an edit. */
export function isWorthShowing(before: Impact | null, after: Impact): boolean {
  const shape = ({ score, components, rise }: Impact) =>
    JSON.stringify([
      score,
      rise?.from,
      components.map(({ name, queries }) => [name, queries?.map((one) => one.name)]),
    ]);
  return before === null || shape(before) !== shape(after);
}
