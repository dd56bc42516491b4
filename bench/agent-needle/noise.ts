/** Lines that are usual: what a service says day by day, its noisy errors and its rare words included. */
import type { Dice } from '../random/dice.js';
import type { Level, Said } from './formats.js';

/** One kind of line; its values are drawn for each line. */
export interface Template {
  readonly write: (dice: Dice) => Said;
}

const THINGS = [
  'quillon',
  'marvex',
  'tarnip',
  'ostrel',
  'brindle',
  'cospar',
  'feldrin',
  'gantry',
  'hollin',
  'jaspen',
  'kestrel',
  'lumora',
  'nadir',
  'pelmet',
  'sorrel',
  'vintner',
] as const;
const VERBS = [
  'loaded',
  'stored',
  'matched',
  'shipped',
  'counted',
  'merged',
  'priced',
  'indexed',
  'rendered',
  'queued',
  'acked',
  'scanned',
] as const;
const PLACES = ['north-1', 'north-2', 'south-1'] as const;
const NAMES = ['ines', 'tomas', 'aiko', 'farid', 'greta', 'olu', 'pavel', 'rhea', 'sven', 'ximena'] as const;
const JOBS = ['compaction', 'rollup', 'warmup', 'vacuum', 'resync', 'snapshot', 'reaper'] as const;

const ms = (dice: Dice) => Math.max(1, Math.round(dice.skewed(30, 0.8)));

/** Draws a kind of line; lines of one kind differ in their values only. */
export function drawCommon(dice: Dice): Template {
  const [verb, thing, other] = [dice.pick(VERBS), dice.pick(THINGS), dice.pick(THINGS)];
  const level: Level = dice.chance(0.2) ? 'debug' : 'info';
  const line = (write: (lot: Dice) => Omit<Said, 'level'>): Template => ({
    write: (lot) => ({ level, ...write(lot) }),
  });
  switch (dice.whole(0, 7)) {
    case 0:
      return line((lot) => ({
        message: `${verb} ${thing} ${lot.whole(10_000, 999_999)}`,
        fields: { took_ms: ms(lot), region: lot.pick(PLACES) },
      }));
    case 1:
      return line((lot) => ({
        message: `GET /${thing}/${lot.whole(1, 99_999)}/${other}`,
        fields: { status: lot.chance(0.97) ? 200 : 304, bytes: lot.whole(200, 9_999), dur: `${ms(lot)}ms` },
      }));
    case 2:
      return line((lot) => ({
        message: `user ${lot.pick(NAMES)}${lot.whole(1, 99)} ${verb} ${lot.whole(1, 9)} items of ${thing}`,
        fields: { session: lot.hex(16) },
      }));
    case 3:
      return line((lot) => ({
        message: `${thing} cache: ${lot.whole(100, 999)} hits, ${lot.whole(10, 99)} misses, ${lot.whole(1_000, 9_999)} entries`,
      }));
    case 4:
      return line((lot) => ({
        message: `${verb} message ${lot.uuid()} from topic ${thing}.${other}`,
        fields: { partition: lot.whole(0, 9), offset: lot.whole(1_000_000, 9_999_999) },
      }));
    case 5:
      return line((lot) => ({
        message: `pool ${thing} has ${lot.whole(2, 9)} idle of 20 connections`,
        fields: { wait_ms: lot.whole(0, 9) },
      }));
    case 6:
      return line((lot) => ({
        message: `call to ${thing}-api at 10.${lot.whole(0, 9)}.${lot.whole(1, 250)}.${lot.whole(1, 250)}:8443 answered`,
        fields: { code: 200, took: `${ms(lot)}ms`, attempt: 1 },
      }));
    default:
      return line((lot) => ({
        message: `${verb} ${other} batch of ${lot.whole(10, 500)} in ${(ms(lot) / 1000).toFixed(3)} s`,
        fields: { shard: lot.whole(0, 31) },
      }));
  }
}

/** Errors and warnings that are there on the best of days. */
export function drawNoisyError(dice: Dice): Template {
  const [thing, other] = [dice.pick(THINGS), dice.pick(THINGS)];
  const level: Level = dice.chance(0.6) ? 'error' : 'warn';
  switch (dice.whole(0, 4)) {
    case 0:
      return {
        write: (lot) => ({
          level,
          message: `failed to refresh ${thing} token of user ${lot.whole(1_000, 99_999)}: expired`,
        }),
      };
    case 1:
      return {
        write: (lot) => ({
          level,
          message: `timeout after ${lot.whole(100, 999)} ms calling ${thing}, will retry`,
          fields: { attempt: lot.whole(1, 3) },
        }),
      };
    case 2:
      return {
        write: (lot) => ({
          level,
          message: `invalid ${thing} payload from client 10.0.${lot.whole(0, 99)}.${lot.whole(1, 250)}: missing field ${other}`,
        }),
      };
    case 3:
      return {
        write: (lot) => ({
          level,
          message: `connection reset by peer while reading ${thing} stream ${lot.hex(12)}`,
        }),
      };
    default:
      return {
        write: (lot) => ({
          level,
          message: `${thing} lookup rejected: rate limit of tenant ${lot.whole(1, 400)} exceeded`,
        }),
      };
  }
}

/** Said once in a while, and of no importance. */
export function drawRare(dice: Dice): Template {
  const [job, thing, other] = [dice.pick(JOBS), dice.pick(THINGS), dice.pick(THINGS)];
  const level: Level = dice.chance(0.15) ? 'warn' : 'info';
  switch (dice.whole(0, 4)) {
    case 0:
      return {
        write: (lot) => ({ level, message: `${job} of ${thing}-${other} finished in ${lot.whole(1, 90)} s` }),
      };
    case 1:
      return {
        write: (lot) => ({ level, message: `${thing} rebalanced ${lot.whole(2, 30)} slots for ${other}` }),
      };
    case 2:
      return {
        write: (lot) => ({
          level,
          message: `gc pause ${lot.whole(5, 60)} ms, ${thing} heap ${lot.whole(20, 80)} %`,
        }),
      };
    case 3:
      return {
        write: (lot) => ({ level, message: `slow ${thing} query on ${other}: ${lot.whole(400, 999)} ms` }),
      };
    default:
      return {
        write: () => ({ level, message: `${job} ${thing} skipped because ${other} was done already` }),
      };
  }
}

/** What everybody sees when it breaks: many lines, and no word about why. */
export function drawSymptom(dice: Dice): Template {
  const thing = dice.pick(THINGS);
  const status = dice.pick([500, 502, 503, 504] as const);
  return dice.chance(0.5)
    ? {
        write: (lot) => ({
          level: 'error',
          message: `request ${lot.hex(12)} failed with status ${status} after ${lot.whole(20, 900)} ms`,
          fields: { route: `/${thing}` },
        }),
      }
    : {
        write: (lot) => ({
          level: 'error',
          message: `could not complete ${thing} order ${lot.whole(10_000, 99_999)}: upstream unavailable`,
        }),
      };
}
