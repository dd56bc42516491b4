/** Shoppers: an open-loop load on `web` (arrivals do not wait for answers), as users really behave. */
import { createHttpClient } from './http-client.js';
import type { Noise } from './noise.js';

export type Journey = 'browse' | 'cart' | 'checkout';

const RATES: Readonly<Record<Journey, number>> = { browse: 12, cart: 6, checkout: 5 };
const JOURNEYS: readonly Journey[] = ['browse', 'cart', 'checkout'];
const WARM_UP_ROUNDS = 5; // about half a second; the very first requests of a process are many times slower
const VOUCHER_SHARE = 0.4;
const USERS = 200;
const PATIENCE_MS = 8000;
const MAX_VISITS_AT_ONCE = 3; // more would be a burst of its own after the process was held up
const KEPT_VISITS = 2000; // the last minute, also during a surge

/** What one shopper met. */
export interface Visit {
  readonly journey: Journey;
  readonly atMs: number;
  readonly status: number;
  readonly durationMs: number;
}

export interface Load {
  /** A few visits of each kind, one after another, which `recent` does not count. */
  warmUp(): Promise<void>;
  start(): void;
  stop(): void;
  /** Multiplies the visitors that browse; 1 is a normal day. */
  setBrowseFactor(factor: number): void;
  browseFactor(): number;
  /** How the visits answered within the last `seconds` went; quantiles are 0 without visits. */
  recent(seconds: number, journey?: Journey): { visits: number; failingShare: number; p95Ms: number };
}

export function createLoad(deps: { webUrl: () => string; noise: Noise; scale: number }): Load {
  const { noise } = deps;
  const client = createHttpClient();
  const timers = new Map<Journey, NodeJS.Timeout>();
  const visits: Visit[] = [];
  let browseFactor = 1;

  /** Keeps the rate also when timers fire late, but never makes up for more than a few visits at once. */
  function scheduleNext(journey: Journey, dueAt: number): void {
    const perSecond = (): number => RATES[journey] * deps.scale * (journey === 'browse' ? browseFactor : 1);
    const timer = setTimeout(() => {
      let nextAt = dueAt;
      for (let visits = 0; visits < MAX_VISITS_AT_ONCE && nextAt <= performance.now(); visits += 1) {
        void visit(journey);
        nextAt += noise.untilNextArrivalMs(perSecond());
      }
      scheduleNext(journey, Math.max(nextAt, performance.now()));
    }, dueAt - performance.now());
    timers.set(journey, timer);
  }

  async function visit(journey: Journey): Promise<void> {
    const startedAt = performance.now();
    const status = await send(journey);
    const durationMs = performance.now() - startedAt;
    visits.push({ journey, atMs: Date.now(), status, durationMs });
    if (visits.length > KEPT_VISITS) visits.shift();
  }

  async function send(journey: Journey): Promise<number> {
    const user = `user-${Math.floor(noise.between(0, USERS))}`;
    const voucher = journey === 'checkout' && noise.chance(VOUCHER_SHARE) ? '&voucher=WINTER10' : '';
    const answer = await client.call(`${deps.webUrl()}/${journey}?user=${user}${voucher}`, {
      method: journey === 'browse' ? 'GET' : 'POST',
      timeoutMs: PATIENCE_MS,
    });
    return answer.status;
  }

  return {
    async warmUp() {
      for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
        for (const journey of JOURNEYS) await send(journey);
      }
    },
    start() {
      if (timers.size > 0) return;
      for (const journey of JOURNEYS) scheduleNext(journey, performance.now());
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      client.close();
    },
    setBrowseFactor: (factor) => {
      browseFactor = factor;
    },
    browseFactor: () => browseFactor,
    recent(seconds, journey) {
      const since = Date.now() - seconds * 1000;
      const counted = visits.filter(
        (visit) => visit.atMs >= since && (journey === undefined || visit.journey === journey),
      );
      const durations = counted.map((visit) => visit.durationMs).sort((a, b) => a - b);
      const failed = counted.filter((visit) => visit.status >= 500).length;
      return {
        visits: counted.length,
        failingShare: counted.length === 0 ? 0 : failed / counted.length,
        p95Ms: durations[Math.floor(durations.length * 0.95)] ?? 0,
      };
    },
  };
}
