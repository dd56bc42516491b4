/** What is still to be grouped, read once for many alerts: how many begin together tells a new trouble from an old one. */
import { ONSET_SECONDS } from '../../incidents/grouping/candidate.js';
import type { WaveMember } from '../../incidents/grouping/wave.js';
import type { Transaction } from '../transaction.js';

export interface Waves {
  /** The alerts that began within `ONSET_SECONDS` of `at` and belong to no incident yet. */
  around(at: Date): Promise<readonly WaveMember[]>;
}

/** Enough to tell that it is a wave, however large a storm is. */
const MOST = 500;

/** Holds the grouping lock's protection: valid only inside the transaction that took it. */
export function createWaves(tx: Transaction): Waves {
  let waiting: readonly WaveMember[] | undefined;
  return {
    async around(at) {
      waiting ??= await tx.alerts.waiting(MOST);
      return waiting.filter(
        ({ startsAt }) => Math.abs(startsAt.getTime() - at.getTime()) <= ONSET_SECONDS * 1000,
      );
    },
  };
}
