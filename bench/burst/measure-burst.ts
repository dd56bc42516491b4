/** One burst of webhooks at one receiver, measured by a process of its own. */
import { quantile } from '../quantile.js';
import { runInChild } from '../run-in-child.js';
import type { BurstReport, BurstSettings } from './send-process.js';

export interface Burst {
  readonly sent: number;
  readonly non2xx: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** How long it took to send them. */
  readonly sendMs: number;
  readonly connections: number;
}

export interface BurstSize {
  readonly webhooks: number;
  readonly overMs: number;
}

const SENDER = new URL('./send-process.ts', import.meta.url);
const TIMEOUT_MS = 120_000;
/** The first requests compile code and plan statements; they are no part of the figures. */
const WARM_UP: BurstSize = { webhooks: 200, overMs: 500 };
/** Ids below belong to the warm-up. */
export const MEASURED_FROM = 1_000_000;

export async function measureBurst(
  receiver: { readonly url: string; readonly token: string },
  size: BurstSize,
): Promise<Burst> {
  const send = (what: Omit<BurstSettings, 'url' | 'token'>) =>
    runInChild<BurstSettings, BurstReport>(SENDER, { ...receiver, ...what }, TIMEOUT_MS);
  await send({ ...WARM_UP, firstId: 1 });
  const report = await send({ ...size, firstId: MEASURED_FROM });
  const { non2xx, latenciesMs, connections } = report;
  return {
    sent: size.webhooks,
    non2xx,
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    maxMs: quantile(latenciesMs, 1),
    sendMs: Math.round(report.sendMs),
    connections,
  };
}
