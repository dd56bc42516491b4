/** What every service of the shop is given. */
import type { Collector } from '../collector.js';
import type { DeployLog } from '../deploy-log.js';
import type { Noise } from '../noise.js';

export interface ServiceDeps {
  readonly adminToken: string;
  readonly noise: Noise;
  readonly deployLog: DeployLog;
  readonly collector: Collector;
}

export const MEBIBYTE = 1024 * 1024;

/** Memory of a service that holds on to nothing: it moves a little with every garbage collection. */
export function steadyHeap(noise: Noise, mebibytes: number): () => number {
  return () => Math.round(noise.between(0.95, 1.05) * mebibytes * MEBIBYTE);
}
