/** Every approved fix comes to an end that fits what the endpoint saw, and its thread says which. */
import type { Heard } from './endpoint.js';
import type { Ended } from './ended.js';

/** What people must be able to read of each end. */
const SHOWN: Readonly<Record<string, RegExp>> = {
  verified: /verified after/i,
  unverified: /not verified/i,
  failed: /it failed/i,
  unknown: /not known whether it took effect/i,
};

export function findLost(ended: Ended, heard: readonly Heard[]): readonly string[] {
  const { service, status, thread } = ended;
  const { name, isApproved } = service;
  if (!isApproved) return status === 'pending' ? [] : [`${name} was not approved and is ${status}`];
  const shown = SHOWN[status];
  if (!shown) return [`${name} was approved and is ${status}`];
  const wrong = findWrongEnd(ended, heard);
  if (wrong !== undefined) return [`${name} is ${status}, ${wrong}`];
  return shown.test(thread) ? [] : [`${name} is ${status}, and its thread does not say so`];
}

function findWrongEnd({ service, status, thread }: Ended, heard: readonly Heard[]): string | undefined {
  const { name, steps } = service;
  const was = (what: Heard['what'], number: number) =>
    heard.some((one) => one.what === what && one.service === name && one.step === number);
  if (status === 'verified' || status === 'unverified') {
    const missing = steps.findIndex((_, index) => !was('answered', index + 1));
    return missing === -1 ? undefined : `and call ${missing + 1} of ${steps.length} was never done`;
  }
  const stopped = steps.length === 1 ? 1 : Number(/Step (\d+) of \d/.exec(thread)?.[1]);
  const step = steps[stopped - 1];
  if (!step) return 'and its thread does not say at which step';
  if (status === 'failed') return was('refused', stopped) ? undefined : 'and nothing refused it';
  // What may be repeated is repeated; nobody has to look, unless it was the endpoint that left it open.
  return step.isIdempotent && !was('cut', stopped) ? 'though it could have been repeated' : undefined;
}
