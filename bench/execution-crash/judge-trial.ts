/** What the endpoint saw, held against what was approved, what the database says and what the thread shows. */
import type { Call } from '../real-bots/fleet.js';
import type { PlannedService } from './plan-trial.js';

/** What is known of one fix when everything is over. */
export interface Ended {
  readonly service: PlannedService;
  /** The proposal's id, as its card in Slack names it. */
  readonly proposal: string;
  readonly status: string;
  /** Everything its thread shows. */
  readonly thread: string;
}

export interface Violations {
  readonly doubleRuns: number;
  readonly unapproved: number;
  readonly lost: number;
  /** One sentence each, for whoever looks into it. */
  readonly sentences: readonly string[];
}

/** What people must be able to read of each end. */
const SHOWN: Readonly<Record<string, RegExp>> = {
  verified: /verified after/i,
  unverified: /not verified/i,
  unknown: /not known whether it took effect/i,
};

export function judgeTrial(ended: readonly Ended[], calls: readonly Call[]): Violations {
  const sentences: string[] = [];
  const count = (problems: readonly string[]) => {
    sentences.push(...problems);
    return problems.length;
  };
  return {
    doubleRuns: count(ended.flatMap((one) => findDouble(one, calls))),
    unapproved: count(findUnapproved(ended, calls)),
    lost: count(ended.flatMap((one) => findLost(one, calls))),
    sentences,
  };
}

/** An endpoint that knows its keys may hear one twice; any other is called once, and each has one key. */
function findDouble({ service }: Ended, calls: readonly Call[]): readonly string[] {
  const own = calls.filter((call) => call.service === service.name);
  const runs = service.isIdempotent ? new Set(own.map(({ key }) => key)).size : own.length;
  return runs > 1 ? [`${service.name} ran ${runs} times`] : [];
}

function findUnapproved(ended: readonly Ended[], calls: readonly Call[]): readonly string[] {
  const approved = new Map(
    ended.filter(({ service }) => service.isApproved).map((one) => [one.service.name, one.proposal]),
  );
  return calls
    .filter(({ service, key }) => approved.get(service) !== key)
    .map(({ service, key }) => `${service} was called with ${key || 'no key'}, which nobody approved`);
}

/** Every approved fix comes to an end that fits what the endpoint saw, and its thread says which. */
function findLost({ service, status, thread }: Ended, calls: readonly Call[]): readonly string[] {
  const { name, isApproved } = service;
  if (!isApproved) return status === 'pending' ? [] : [`${name} was not approved and is ${status}`];
  const shown = SHOWN[status];
  if (!shown) return [`${name} was approved and is ${status}`];
  if (status !== 'unknown' && !calls.some((call) => call.service === name))
    return [`${name} is ${status}, and nothing was called`];
  return shown.test(thread) ? [] : [`${name} is ${status}, and its thread does not say so`];
}
