/** One entry as a line of JSON: all that is needed to compute its hash anew, anywhere. */
import { readEntry, type ChainRow } from './chain-row.js';

/** An entry that Firewatch cannot have written is told as the database spells it. */
export function exportLine(row: ChainRow): string {
  const { seq, epoch, actor, event, subject, details, previousHash, hash } = row;
  const entry = readEntry(row) ?? { seq, at: epoch, actor, event, subject, details };
  return JSON.stringify({ ...entry, previousHash, hash });
}
