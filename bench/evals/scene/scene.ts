/** What one run of a scenario consists of: services that call each other, what goes wrong, and what people will see of it. */
import type { Effect } from './effect.js';
import type { Truth } from './truth.js';

export interface ServicePlan {
  readonly name: string;
  /** What it calls in reality, and how often per request of its own. */
  readonly calls: Readonly<Record<string, number>>;
  /** `outside` belongs to somebody else: it has no telemetry and no place in the catalogue. */
  readonly kind: 'service' | 'database' | 'outside';
  readonly tier: 1 | 2 | 3;
  /** Median of its own work on a quiet day, in seconds. */
  readonly workSeconds: number;
  /** What it can serve, as a multiple of its usual traffic. */
  readonly headroom: number;
  /** Size of its pool of connections; null when it has none. */
  readonly pool: number | null;
  /** Share of its memory limit on a quiet day. */
  readonly heap: number;
  /** Days since its processes were started. */
  readonly ageDays: number;
  readonly version: string;
}

export interface ChangePlan {
  readonly service: string;
  readonly kind: 'deploy' | 'config' | 'flag' | 'scale' | 'other';
  readonly summary: string;
  readonly version?: string;
  readonly author: string;
  /** Seconds from the onset; before it is negative. */
  readonly at: number;
}

/** An alert of a rule that is not among the usual ones, or one that somebody else sends. */
export interface AlertPlan {
  readonly name: string;
  readonly service: string | null;
  readonly severity: 'critical' | 'warning';
  readonly annotations: Readonly<Record<string, string>>;
  /** Seconds from the onset at which it begins to fire. */
  readonly at: number;
}

/** Lines written from `from` to `to`, so many a minute on the average; `$id` becomes a number of its own in each. */
export interface LinePlan {
  readonly service: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly perMinute: number;
  readonly from: number;
  readonly to?: number;
  readonly fields?: Readonly<Record<string, string>>;
}

/** A series beside those that every service has. */
export interface GaugePlan {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: (t: number) => number;
}

export interface Scene {
  readonly services: readonly ServicePlan[];
  /** Where users come in, and how many requests they send a second. */
  readonly entry: string;
  readonly requestsPerSecond: number;
  readonly effects: readonly Effect[];
  readonly changes: readonly ChangePlan[];
  readonly alerts?: readonly AlertPlan[];
  readonly lines?: readonly LinePlan[];
  readonly gauges?: readonly GaugePlan[];
  /** Added to the annotations of every alert. */
  readonly annotate?: Readonly<Record<string, string>>;
  /** What the monitoring does not see. */
  readonly blind?: Blindness;
  readonly catalogue?: CatalogueErrors;
  /** Runbooks beside those that come with the product, by id, or instead of them. */
  readonly runbooks?: {
    readonly extra?: Readonly<Record<string, string>>;
    readonly without?: readonly string[];
  };
  /** Seconds before the onset from which there is telemetry; an hour and a quarter unless told. */
  readonly history?: number;
  /** Seconds from the first alert to the look; drawn between one and a half and two and a half minutes unless told. */
  readonly lookAfterAlert?: number;
  readonly truth: Truth;
}

export interface Blindness {
  /** Services without any metrics. */
  readonly metrics?: readonly string[];
  /** Services without log lines; `all` for no log store at all. */
  readonly logs?: readonly string[] | 'all';
  /** No trace store at all. */
  readonly traces?: 'all';
  /** No sample of anything is kept in these seconds. */
  readonly gap?: { readonly from: number; readonly to: number };
}

/** Where the catalogue differs from reality. */
export interface CatalogueErrors {
  /** What it says that a service depends on. */
  readonly dependsOn?: Readonly<Record<string, readonly string[]>>;
  readonly without?: readonly string[];
  /** Services whose entry asks for a forecast of their memory. */
  readonly watchMemory?: readonly string[];
}
