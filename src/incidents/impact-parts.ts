/**
 * The parts of the impact score. Their greatest points add up to 100, and none ever falls when what it measures gets worse.
 * Where the numbers come from: docs/impact.md.
 */
import { formatDuration } from '../shared/duration.js';
import { formatPercent } from '../shared/text.js';
import type { FailingRequests, ImpactComponent, NamedQuery } from './impact.js';
import type { Incident, Severity } from './incident.js';
import type { ServiceTier } from './service.js';
import { describeBurn, describeLeft } from './slo/budget-words.js';
import { BURN_PAIRS, fastestPair, type ErrorBudget } from './slo/error-budget.js';

export interface AskedBudget {
  readonly budget: ErrorBudget;
  readonly queries: readonly NamedQuery[];
}

export interface ImpactInput extends Pick<Incident, 'service' | 'severity' | 'startedAt'> {
  /** Null when the service is not in the catalogue. */
  readonly tier: ServiceTier | null;
  /** What fails, in the plural, when it is something else than requests. */
  readonly unitOfWork?: string | undefined;
  readonly failing:
    | (FailingRequests & { readonly queries: readonly NamedQuery[] })
    /** Why it could not be measured, as a sentence's end. */
    | { readonly service: string | null; readonly share: null; readonly why: string | null };
  /** What counts where it could not be measured now: the last measurement of the same bout of trouble. */
  readonly lastMeasured: (FailingRequests & { readonly at: Date }) | null;
  /** Of each SLO of the services in question, empty when nothing is promised; or what was last said, where none was asked for now. */
  readonly budgets: readonly AskedBudget[] | ImpactComponent | null;
  /** Services that call it, directly or through others. */
  readonly dependants: readonly { readonly name: string; readonly tier: ServiceTier }[];
  readonly at: Date;
}

const TIER_POINTS: Readonly<Record<ServiceTier, number>> = { 1: 25, 2: 17, 3: 9, 4: 2 };
const SEVERITY_POINTS: Readonly<Record<Severity, number>> = { sev1: 10, sev2: 7, sev3: 3, sev4: 0 };
/** A dependant counts by its own tier; three tier-1 dependants already give all points. */
const DEPENDANT_WEIGHT: Readonly<Record<ServiceTier, number>> = { 1: 5, 2: 3, 3: 1.5, 4: 0.5 };
const OUT_OF = { tier: 25, share: 24, rate: 6, budget: 15, blast: 15, duration: 5, severity: 10 } as const;
/** So many failing requests a second give all points of the rate. */
const FULL_RATE = 100;
/** The workbook's limit for waking somebody gives all points of the budget. */
const FULL_BURN = Math.max(...BURN_PAIRS.map(({ factor }) => factor));
/** Half a working day. */
const FULL_DURATION_MS = 4 * 3_600_000;
const MAX_NAMED = 4;

export function tierPart({ service, tier }: ImpactInput): ImpactComponent {
  const reason =
    service === null
      ? 'no service is named, counted as tier 3'
      : tier === null
        ? `${service} is not in the catalogue, counted as tier 3`
        : `${service} is tier ${tier}`;
  // An unmapped service is neither ignored nor on top of the queue.
  return { name: 'tier', points: TIER_POINTS[tier ?? 3], outOf: OUT_OF.tier, reason };
}

export function failingPart(input: ImpactInput): ImpactComponent {
  const { failing, lastMeasured, unitOfWork, service, tier } = input;
  const about = { name: 'failing_requests', outOf: OUT_OF.share + OUT_OF.rate } as const;
  const measured = failing.share === null ? (lastMeasured ?? failing) : failing;
  const work = describeWork(measured.service, unitOfWork);
  if (failing.share !== null) {
    const { share, perSecond, queries } = failing;
    const rate = perSecond === null ? '' : `, ${formatPerSecond(perSecond)}`;
    const reason = `${formatPercent(clamp(share))} of ${work} fail${rate}`;
    return { ...about, points: failingPoints(share, perSecond), reason, queries };
  }
  if (lastMeasured) {
    const time = lastMeasured.at.toISOString().slice(11, 16);
    const reason = `${formatPercent(clamp(lastMeasured.share))} of ${work} failed when last measured, at ${time} UTC`;
    return { ...about, points: failingPoints(lastMeasured.share, lastMeasured.perSecond), reason };
  }
  if (service !== null && tier === null && failing.service === service) {
    const reason = `${service} is not in the catalogue, so how many users it hurts is not measured`;
    return { ...about, points: 0, reason };
  }
  const why = failing.why === null ? '' : `: ${failing.why}`;
  return { ...about, points: 0, reason: `how many ${work} fail could not be measured${why}` };
}

/** `requests to checkout`, `jobs of mailer`. */
function describeWork(service: string | null, unit = 'requests'): string {
  if (service === null) return unit;
  return `${unit} ${unit === 'requests' ? 'to' : 'of'} ${service}`;
}

/**
 * Square root: the step from no failing user to one in ten matters more than from half to all. The logarithm of the rate
 * keeps a busy service from drowning all others.
 */
function failingPoints(share: number, perSecond: number | null): number {
  const rate = Math.log1p(Math.max(0, perSecond ?? 0)) / Math.log1p(FULL_RATE);
  return round(OUT_OF.share * Math.sqrt(clamp(share)) + OUT_OF.rate * Math.min(1, rate));
}

/**
 * How fast the budget burns, by the pair of windows that agrees on the most, of the SLO that burns fastest. Without an SLO,
 * or where it cannot be measured, the failing share stands in: else whoever promises nothing would never be urgent.
 */
export function errorBudgetPart({ budgets, service }: ImpactInput, failingShare: number): ImpactComponent {
  const about = { name: 'error_budget', outOf: OUT_OF.budget } as const;
  if (budgets !== null && 'points' in budgets) return budgets;
  const rateOf = ({ budget }: AskedBudget) => fastestPair(budget)?.rate ?? -1;
  const [worst] = (budgets ?? []).toSorted((a, b) => rateOf(b) - rateOf(a));
  if (worst && rateOf(worst) >= 0) {
    const { budget, queries } = worst;
    const points = round(OUT_OF.budget * Math.min(1, Math.log1p(rateOf(worst)) / Math.log1p(FULL_BURN)));
    const whose = budget.slo.service === service ? '' : ` of ${budget.slo.service}`;
    const reason = `the error budget${whose} ${describeBurn(budget)}; ${describeLeft(budget)}`;
    return { ...about, points, reason, queries };
  }
  const points = round(OUT_OF.budget * Math.sqrt(clamp(failingShare)));
  const none =
    budgets === null ? 'the error budget has not been asked for yet' : `${service ?? 'it'} has no SLO`;
  const why = worst ? `the error budget ${describeBurn(worst.budget)}` : none;
  const reason = `${why}; what fails counts here, too`;
  return { ...about, points, reason, ...(worst && { queries: worst.queries }) };
}

export function blastRadiusPart({ service, tier, dependants }: ImpactInput): ImpactComponent {
  const weight = dependants.reduce((sum, { tier }) => sum + DEPENDANT_WEIGHT[tier], 0);
  const first = dependants.toSorted((a, b) => a.tier - b.tier).slice(0, MAX_NAMED);
  const names = first.map(({ name, tier }) => `${name} (tier ${tier})`).join(', ');
  const left = dependants.length - first.length;
  const none =
    service !== null && tier === null
      ? `${service} is not in the catalogue, so what calls it is not known`
      : 'no other service calls it';
  const reason = dependants.length === 0 ? none : `called by ${names}${left > 0 ? ` and ${left} more` : ''}`;
  return { name: 'blast_radius', points: round(Math.min(OUT_OF.blast, weight)), outOf: OUT_OF.blast, reason };
}

/** Square root: the first quarter of an hour hurts more than the third hour's. */
export function durationPart({ startedAt, at }: ImpactInput): ImpactComponent {
  const lasted = Math.max(0, at.getTime() - startedAt.getTime());
  const points = round(OUT_OF.duration * Math.sqrt(Math.min(1, lasted / FULL_DURATION_MS)));
  return {
    name: 'duration',
    points,
    outOf: OUT_OF.duration,
    reason: `it lasts for ${formatDuration(lasted)}`,
  };
}

export function severityPart({ severity }: ImpactInput): ImpactComponent {
  const points = SEVERITY_POINTS[severity];
  return { name: 'severity', points, outOf: OUT_OF.severity, reason: `its severity is ${severity}` };
}

function formatPerSecond(rate: number): string {
  if (rate >= 9.5) return `${Math.round(rate)} a second`;
  return rate >= 0.95 || rate === 0
    ? `${Number(rate.toFixed(1))} a second`
    : `${Number((rate * 60).toPrecision(2))} a minute`;
}

const clamp = (share: number) => Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share));
const round = (points: number) => Math.round(points * 10) / 10;
