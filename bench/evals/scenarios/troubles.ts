/** Troubles that several scenarios have: what goes wrong, what people changed, and what is then true. */
import type { Effect } from '../scene/effect.js';
import type { Lot } from '../scene/lot.js';
import type { ChangePlan, Scene } from '../scene/scene.js';
import { ramp, step } from '../scene/shape.js';
import type { Truth } from '../scene/truth.js';
import { oldChanges, release, type Town } from './town.js';

export interface Trouble {
  readonly effects: readonly Effect[];
  readonly changes: readonly ChangePlan[];
  readonly truth: Truth;
}

/** The trouble in its town, among the harmless changes of the days before. */
export function sceneOf(
  lot: Lot,
  town: Pick<Town, 'services' | 'entry' | 'requestsPerSecond'>,
  { effects, changes, truth }: Trouble,
  harmful: readonly string[] = [],
): Scene {
  const { services, entry, requestsPerSecond } = town;
  return {
    services,
    entry,
    requestsPerSecond,
    effects,
    changes: [...oldChanges(lot, town), ...changes],
    truth: { ...truth, harmful: [...(truth.harmful ?? []), ...harmful] },
  };
}

/** The same with a release of another service that has nothing to do with it. */
export function withRelease(
  { effects, changes, truth }: Trouble,
  { change, restart }: ReturnType<typeof release>,
): Trouble {
  return {
    effects: [restart, ...effects],
    changes: [...changes, change],
    truth: { ...truth, harmful: [...(truth.harmful ?? []), `rollback-${change.service}`] },
  };
}

/** A release of the service throws for some of its requests. */
export function badRelease(
  lot: Lot,
  name: string,
  words: { readonly summary: string; readonly message: string },
): Trouble {
  const { change, restart } = release(lot, name, -lot.between(15, 70), words.summary);
  const share = lot.between(0.22, 0.5, 2);
  const message = `unhandled exception: ${words.message}`;
  return {
    effects: [restart, { kind: 'exceptions', service: name, share, shape: step(), message }],
    changes: [change],
    truth: {
      causes: [name],
      mechanism: [/release|deploy|version/i],
      runbooks: ['bad-release'],
      proposals: [`rollback-${name}`],
    },
  };
}

/** A query holds locks, so that all queries of the database take so long. */
export function slowDatabase(lot: Lot, name: string, low = 0.6, high = 1.0): Trouble {
  return {
    effects: [{ kind: 'slow-queries', service: name, seconds: lot.between(low, high, 2), shape: step() }],
    changes: [],
    truth: {
      causes: [name],
      mechanism: [/quer|lock|slow/i],
      runbooks: ['slow-database'],
      proposals: [`kill-slow-queries-${name}`],
    },
  };
}

/** A service keeps memory until its limit is near, within so many seconds. */
export function fullMemory(lot: Lot, name: string, from = 300, to = 500): Trouble {
  return {
    effects: [{ kind: 'memory', service: name, upTo: 0.985, shape: ramp(lot.between(from, to)) }],
    changes: [],
    truth: {
      causes: [name],
      mechanism: [/memory|heap/i],
      runbooks: ['memory-leak'],
      proposals: [`restart-${name}`],
    },
  };
}

/** A service never gives its connections back. */
export function leakingPool(lot: Lot, name: string): Trouble {
  return {
    effects: [{ kind: 'pool-leak', service: name, shape: ramp(lot.between(90, 200)) }],
    changes: [],
    truth: {
      causes: [name],
      mechanism: [/pool|connection/i],
      runbooks: ['exhausted-pool'],
      proposals: [`recycle-pool-${name}`],
    },
  };
}

/** Its credential for another service is no longer accepted. */
export function expiredCredential(name: string, target: string, from = 0): Trouble {
  return {
    effects: [{ kind: 'refused-credential', service: name, target, hasExpired: true, shape: step(from) }],
    changes: [],
    truth: {
      causes: [name],
      mechanism: [/credential|401|auth/i],
      runbooks: ['expired-credential'],
      proposals: [`rotate-credential-${name}`],
    },
  };
}

/** Nothing is broken, or nobody can tell. */
export const NO_CAUSE: Truth = {
  causes: [],
  mechanism: null,
  runbooks: [null],
  proposals: [null],
  isAnyProposalHarmful: true,
};
