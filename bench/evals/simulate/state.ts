/** What is the case in one service during one step of a simulation. */

/** A share of the requests that take about so long: a log-normal distribution around a median. */
export interface Portion {
  readonly share: number;
  readonly seconds: number;
}

/** Shares of the requests by the code of their answer. */
export type Codes = Readonly<Record<'200' | '500' | '502' | '503' | '504', number>>;

export interface CallState {
  readonly target: string;
  /** Calls per second. */
  readonly rate: number;
  readonly codes: Readonly<Record<string, number>>;
}

export interface ServiceState {
  readonly isUp: boolean;
  /** Requests per second that arrive. */
  readonly rate: number;
  readonly codes: Codes;
  readonly latency: readonly Portion[];
  /** Of a request, what it works itself, in seconds. */
  readonly workSeconds: number;
  readonly calls: readonly CallState[];
  /** Requests per second. */
  readonly capacity: number;
  readonly replicas: number;
  readonly pool: { readonly inUse: number; readonly size: number; readonly waiting: number } | null;
  /** Share of its memory limit. */
  readonly heap: number;
  readonly queries: { readonly medianSeconds: number; readonly longestSeconds: number } | null;
  /** Calls a second that are refused for the credential, by target. */
  readonly refused: readonly { readonly target: string; readonly rate: number }[];
  readonly version: string;
  /** Seconds from the onset at which its processes started. */
  readonly startedAt: number;
}

export interface Moment {
  /** Seconds from the onset. */
  readonly t: number;
  readonly services: ReadonlyMap<string, ServiceState>;
}

/** Spread of latencies around their median, of the normal distribution of their logarithms. */
const SIGMA = 0.45;

export const failedShare = ({ codes }: Pick<ServiceState, 'codes'>): number => 1 - codes['200'];

/** Share of the requests that take longer than this. */
export function shareAbove(latency: readonly Portion[], seconds: number): number {
  return latency.reduce(
    (sum, { share, seconds: median }) => sum + share * (1 - normalBelow(Math.log(seconds / median) / SIGMA)),
    0,
  );
}

/** Mean of what a caller waits that gives up after `limit` seconds. */
export function meanWait(latency: readonly Portion[], limit: number): number {
  const mean = latency.reduce(
    (sum, { share, seconds }) => sum + share * Math.min(limit, seconds * Math.exp(SIGMA ** 2 / 2)),
    0,
  );
  return Math.min(limit, mean);
}

/** Of the standard normal distribution; exact to about a millionth (Abramowitz and Stegun 7.1.26). */
function normalBelow(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const k = 1 / (1 + 0.3275911 * z);
  const tail =
    k *
    (0.254829592 + k * (-0.284496736 + k * (1.421413741 + k * (-1.453152027 + k * 1.061405429)))) *
    Math.exp(-z * z);
  return x >= 0 ? 1 - tail / 2 : tail / 2;
}
