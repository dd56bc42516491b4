/**
 * Matches a value against a pattern of the operator's. A pattern may take exponential time, and nobody has to prove that
 * theirs does not: the match runs under a time limit of its own, after which the engine stops in the middle.
 */
import { Script } from 'node:vm';

/** A harmless pattern takes microseconds; this is for a busy machine, and the longest that a bad one can hold us up. */
const MAX_MS = 250;
const MATCH = new Script('new RegExp(source, "v").test(text)');

/** `timeout`: the pattern was still at it when its time was over. */
export function matchFully(pattern: string, text: string): 'yes' | 'no' | 'timeout' {
  // A pattern that stands alone cannot end this group, and without the flag m the ends are the ends of the value.
  const source = `^(?:${pattern})$`;
  try {
    return MATCH.runInNewContext({ source, text }, { timeout: MAX_MS }) === true ? 'yes' : 'no';
  } catch {
    return 'timeout';
  }
}
