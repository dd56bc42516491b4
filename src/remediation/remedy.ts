/**
 * Whether a proposal is meant to mend something. A silence hides an alert and a page asks for people: when they have worked,
 * the trouble is as bad as before, so the incident stays as it is and nobody is told to watch it end.
 */
import { stepsOf } from './plan.js';
import type { Proposal } from './proposal.js';

/** By the names of the actions; a proposal outlives the version that made it. */
export const MENDS_NOTHING: ReadonlySet<string> = new Set([
  'create_silence',
  'expire_silence',
  'page_on_call',
  'request_responders',
]);

/** Of several calls, one that mends is enough. */
export function isRemedy(proposal: Proposal): boolean {
  return stepsOf(proposal).some(({ action }) => !MENDS_NOTHING.has(action));
}
