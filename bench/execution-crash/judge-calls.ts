/** What must not be among the calls of the endpoint: one too many, one that nobody approved, one too early. */
import type { Heard } from './endpoint.js';
import type { Ended } from './ended.js';

/** A call that knows its key may come twice; any other comes once, and each has one key. */
export function findDouble({ service: { name, steps } }: Ended, heard: readonly Heard[]): readonly string[] {
  return steps.flatMap(({ isIdempotent }, index) => {
    const calls = callsOf(heard, name, index + 1);
    const runs = isIdempotent ? new Set(calls.map(({ key }) => key)).size : calls.length;
    return runs > 1 ? [`${nameStep(name, index + 1, steps.length)} ran ${runs} times`] : [];
  });
}

/** Each key names the proposal that somebody approved, and the step whose turn it is. */
export function findUnapproved(ended: readonly Ended[], heard: readonly Heard[]): readonly string[] {
  const keys = new Map(
    ended.flatMap(({ service: { name, isApproved, steps }, proposal }) =>
      isApproved
        ? steps.map((_, index) => [
            `${name}/${index + 1}`,
            steps.length === 1 ? proposal : `${proposal}-${index + 1}`,
          ])
        : [],
    ),
  );
  return heard
    .filter(({ what, service, step, key }) => what === 'call' && keys.get(`${service}/${step}`) !== key)
    .map(
      ({ service, step, key }) =>
        `${service}/${step} was called with ${key || 'no key'}, which nobody approved`,
    );
}

/** A step begins when the endpoint has said of the one before that it is done; so none comes after one that failed. */
export function findUnordered(
  { service: { name, steps } }: Ended,
  heard: readonly Heard[],
): readonly string[] {
  const own = heard.filter(({ service }) => service === name);
  return steps.flatMap((_, index) => {
    const began = own.findIndex(({ what, step }) => what === 'call' && step === index + 1);
    if (index === 0 || began === -1) return [];
    const isReady = own.slice(0, began).some(({ what, step }) => what === 'answered' && step === index);
    return isReady ? [] : [`${nameStep(name, index + 1, steps.length)} began before step ${index} was done`];
  });
}

export function callsOf(heard: readonly Heard[], name: string, number: number): readonly Heard[] {
  return heard.filter(({ what, service, step }) => what === 'call' && service === name && step === number);
}

function nameStep(name: string, step: number, steps: number): string {
  return steps === 1 ? name : `step ${step} of ${name}`;
}
