/**
 * How both sides know what came from the other: our notes in the paging system begin with a tag, and what we wrote down of
 * there has a request id that says so.
 */
import { incidentLabel } from '../incident.js';

const TAG = /^\[Firewatch INC-\d+ [^\]\n]{1,80}\]/;
const REQUEST = 'pagerduty:';

/** `[Firewatch INC-12 #345] text`; `what` is the same whenever the same is told, and differs from whatever else is. */
export function tagNote(incident: { readonly number: number }, what: string, text: string): string {
  return `[Firewatch ${incidentLabel(incident)} ${what}] ${text}`;
}

export function isOurNote(text: string): boolean {
  return TAG.test(text.trimStart());
}

/** For a change that somebody made there. */
export function pagingRequest(what: string): string {
  return `${REQUEST}${what}`;
}

export function isPagingRequest(requestId: string): boolean {
  return requestId.startsWith(REQUEST);
}
