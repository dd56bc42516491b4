/** What happens in one trial, all of it from its seed. */
import { seededRandom } from '../../test/helpers/seeded-random.js';
import type { FleetService } from '../real-bots/fleet.js';

/** `slow` answers late; `cut` takes effect and then ends the connection without an answer. */
export type AnswerKind = 'fast' | 'slow' | 'cut';

export interface PlannedService extends FleetService {
  readonly isApproved: boolean;
  /** Of its first call; whatever comes later is answered at once. */
  readonly answer: AnswerKind;
  /** Before it takes effect. */
  readonly workMs: number;
}

export interface Trial {
  readonly seed: number;
  /** `kill` is SIGKILL; a frozen bot wakes up when another has taken over, and must notice. */
  readonly end: 'kill' | 'freeze';
  /** After the clicks went out, after the first call came, or after the first effect. */
  readonly after: 'clicks' | 'call' | 'effect';
  readonly waitMs: number;
  readonly services: readonly PlannedService[];
}

const APPROVED = 4;
const UNAPPROVED = 2;
const SLOW_MS = 600;
const QUICK_MS = 30;
/** A click needs about as long until its run begins. */
const UNTIL_RUN_MS = 400;

export function planTrial(seed: number): Trial {
  const random = seededRandom(seed);
  const pick = <T>(...choices: readonly [T, ...T[]]): T =>
    choices[Math.floor(random() * choices.length)] ?? choices[0];
  const after = pick('clicks', 'call', 'effect' as const);
  return {
    seed,
    end: pick('kill', 'kill', 'freeze'),
    after,
    waitMs: Math.floor(random() * (after === 'clicks' ? UNTIL_RUN_MS : 2 * QUICK_MS)),
    services: Array.from({ length: APPROVED + UNAPPROVED }, (_, index) => {
      const answer = pick('fast', 'slow', 'cut' as const);
      return {
        name: `t${seed}n${index}`,
        isIdempotent: index % 2 === 0,
        isApproved: index < APPROVED,
        answer,
        workMs: Math.floor(random() * (answer === 'slow' ? SLOW_MS : QUICK_MS)),
      };
    }),
  };
}
