/** Cases that could not be run; they are counted and named, and the others still run. */
import { BadDataError } from './read-data.js';

export interface SkippedCases {
  /** Runs `read`; when its data are broken the case is left out and undefined returned. */
  attempt<T>(caseId: string, read: () => T): T | undefined;
  /** Counts a case that cannot be scored, such as one without a truth. */
  leaveOut(caseId: string, reason: string): void;
  readonly count: number;
  /** One sentence per case, for the notes below the table. */
  notes(): readonly string[];
}

export function createSkippedCases(): SkippedCases {
  const skipped: string[] = [];
  return {
    attempt(caseId, read) {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof BadDataError)) throw error;
        skipped.push(`Skipped ${caseId}: ${error.message}`);
        return undefined;
      }
    },
    leaveOut: (caseId, reason) => void skipped.push(`Skipped ${caseId}: ${reason}`),
    get count() {
      return skipped.length;
    },
    notes: () => skipped,
  };
}
