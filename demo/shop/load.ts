/** Shoppers: an open-loop load on `web` (arrivals do not wait for answers), as users really behave. */
import { createHttpClient } from './http-client.js';
import type { Noise } from './noise.js';

export type Journey = 'browse' | 'cart' | 'checkout';

const RATES: Readonly<Record<Journey, number>> = { browse: 12, cart: 6, checkout: 5 };
const VOUCHER_SHARE = 0.4;
const USERS = 200;
const PATIENCE_MS = 8000;
const KEPT_VISITS = 2000; // the last minute, also during a surge

/** What one shopper met. */
export interface Visit {
  readonly journey: Journey;
  readonly atMs: number;
  readonly status: number;
  readonly durationMs: number;
}

export interface Load {
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

  function scheduleNext(journey: Journey): void {
    const perSecond = RATES[journey] * deps.scale * (journey === 'browse' ? browseFactor : 1);
    const timer = setTimeout(() => {
      void visit(journey);
      scheduleNext(journey);
    }, noise.untilNextArrivalMs(perSecond));
    timers.set(journey, timer);
  }

  async function visit(journey: Journey): Promise<void> {
    const startedAt = performance.now();
    const user = `user-${Math.floor(noise.between(0, USERS))}`;
    const voucher = journey === 'checkout' && noise.chance(VOUCHER_SHARE) ? '&voucher=WINTER10' : '';
    const answer = await client.call(`${deps.webUrl()}/${journey}?user=${user}${voucher}`, {
      method: journey === 'browse' ? 'GET' : 'POST',
      timeoutMs: PATIENCE_MS,
    });
    const durationMs = performance.now() - startedAt;
    visits.push({ journey, atMs: Date.now(), status: answer.status, durationMs });
    if (visits.length > KEPT_VISITS) visits.shift();
  }

  return {
    start() {
      if (timers.size > 0) return;
      for (const journey of Object.keys(RATES) as Journey[]) scheduleNext(journey);
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
