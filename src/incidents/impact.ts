/**
 * How much an incident hurts users right now, 0–100, with the reasons. A first, documented formula: the parts add up to
 * 100 and each is shown to people, so that a surprising score can be argued with.
 */
import { formatPercent } from '../shared/text.js';
import type { ServiceTier } from './service.js';

export interface ImpactComponent {
  readonly name: 'tier' | 'failing_requests' | 'dependants';
  /** Points this component adds. */
  readonly points: number;
  /** The most it could add. */
  readonly outOf: number;
  /** The reason in words with its numbers. */
  readonly reason: string;
}

export interface Impact {
  /** Whole number 0–100: the sum of the components' points, rounded. */
  readonly score: number;
  readonly components: readonly ImpactComponent[];
  readonly computedAt: Date;
}

/** The score that counts: the person's when there is one. Null when neither is known. */
export function effectiveScore(incident: {
  readonly impact: Pick<Impact, 'score'> | null;
  readonly impactOverride: Pick<Impact, 'score'> | null;
}): number | null {
  return incident.impactOverride?.score ?? incident.impact?.score ?? null;
}

export interface ImpactInput {
  readonly service: string | null;
  /** Null when the service is not in the catalogue. */
  readonly tier: ServiceTier | null;
  /** Share 0–1 of user requests failing; null when it could not be measured. */
  readonly failingShare: number | null;
  /** What counts where it could not be measured now: the last share of the same bout of trouble. */
  readonly lastMeasured?: { readonly share: number; readonly at: Date } | null;
  /** Services that call it, directly or through others. */
  readonly dependants: readonly { readonly name: string; readonly tier: ServiceTier }[];
  readonly at: Date;
}

const TIER_POINTS: Readonly<Record<ServiceTier, number>> = { 1: 40, 2: 28, 3: 14, 4: 4 };
/** An unmapped service counts as tier 3: neither ignored nor on top of the queue. */
const UNMAPPED_TIER_POINTS = TIER_POINTS[3];
const FAILING_POINTS = 40;
const DEPENDANT_POINTS = 20;
/** A dependant counts by its own tier; four tier-1 dependants already give all points. */
const DEPENDANT_WEIGHT: Readonly<Record<ServiceTier, number>> = { 1: 5, 2: 3.5, 3: 2, 4: 0.5 };
/** Square root: the step from no failing user to one in ten matters more than from half to all. */
const failingPoints = (share: number) => FAILING_POINTS * Math.sqrt(Math.min(1, Math.max(0, share)));

export function computeImpact(input: ImpactInput): Impact {
  const components = [tierComponent(input), failingComponent(input), dependantsComponent(input)];
  const score = Math.round(components.reduce((sum, component) => sum + component.points, 0));
  return { score, components, computedAt: input.at };
}

function tierComponent({ service, tier }: ImpactInput): ImpactComponent {
  const reason =
    service === null
      ? 'no service is named, counted as tier 3'
      : tier === null
        ? `${service} is not in the catalogue, counted as tier 3`
        : `${service} is tier ${tier}`;
  return {
    name: 'tier',
    points: tier === null ? UNMAPPED_TIER_POINTS : TIER_POINTS[tier],
    outOf: 40,
    reason,
  };
}

function failingComponent({ failingShare, lastMeasured }: ImpactInput): ImpactComponent {
  if (failingShare === null || Number.isNaN(failingShare)) {
    if (lastMeasured) {
      const time = lastMeasured.at.toISOString().slice(11, 16);
      return {
        name: 'failing_requests',
        points: round(failingPoints(lastMeasured.share)),
        outOf: FAILING_POINTS,
        reason: `${formatPercent(lastMeasured.share)} of user requests failed when last measured, at ${time} UTC`,
      };
    }
    return {
      name: 'failing_requests',
      points: 0,
      outOf: FAILING_POINTS,
      reason: 'the share of failing user requests could not be measured',
    };
  }
  const percent = formatPercent(failingShare);
  return {
    name: 'failing_requests',
    points: round(failingPoints(failingShare)),
    outOf: FAILING_POINTS,
    reason: `${percent} of user requests fail`,
  };
}

function dependantsComponent({ dependants }: ImpactInput): ImpactComponent {
  const weight = dependants.reduce((sum, dependant) => sum + DEPENDANT_WEIGHT[dependant.tier], 0);
  const names = dependants.map((dependant) => dependant.name).join(', ');
  return {
    name: 'dependants',
    points: round(Math.min(DEPENDANT_POINTS, weight)),
    outOf: DEPENDANT_POINTS,
    reason: dependants.length === 0 ? 'no other service calls it' : `called by ${names}`,
  };
}

const round = (points: number) => Math.round(points * 10) / 10;
