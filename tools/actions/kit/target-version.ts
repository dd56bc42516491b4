/** By what an action tells whether its target is still the one that was approved. */
import { canonicalHash } from '../../../src/shared/canonical-hash.js';
import { UpstreamError } from '../../../src/shared/errors.js';
import type { Reached } from '../ports/run.js';

/** Changes with each of its parts. */
export function versionOf(parts: readonly unknown[]): string {
  return canonicalHash(parts).slice(0, 16);
}

/** Whether a target is again what a fix found before it changed it. */
export function describeRestored(
  isReached: boolean,
  { name, version, text }: { name: string; version: string; text: string },
): Reached {
  return isReached
    ? { isReached, text: `the target is what it was before ${name} (${version})` }
    : { isReached, text: `the target is not what it was before ${name}. ${text}` };
}

/** The target has become another since the approval, so nothing was done, and trying again would change nothing. */
export function changedSinceApproval(service: string, message: string): UpstreamError {
  return new UpstreamError(service, message, { isRetryable: false });
}
