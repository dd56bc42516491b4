/** What happens in one trial, all of it from its seed. */
import { seededRandom } from '../../test/helpers/seeded-random.js';
import type { FleetService } from '../real-bots/fleet.js';

/** `slow` answers late; `cut` takes effect and ends the connection without an answer; `refuse` does nothing and says so. */
export type AnswerKind = 'fast' | 'slow' | 'cut' | 'refuse';

export interface PlannedStep {
  readonly isIdempotent: boolean;
  /** Of its first call; whatever comes later is answered at once. */
  readonly answer: AnswerKind;
  /** Before it takes effect. */
  readonly workMs: number;
}

export interface PlannedService extends FleetService {
  readonly isApproved: boolean;
  readonly steps: readonly PlannedStep[];
}

/**
 * `calls`: fixes of one call; `plans`: of several; `race`: two bots get everything at the same moment, alerts and clicks, and
 * one of them dies over it.
 */
export const KINDS = ['calls', 'plans', 'race'] as const;

export interface Trial {
  readonly seed: number;
  readonly kind: (typeof KINDS)[number];
  /** `kill` is SIGKILL; a frozen bot wakes up when another has taken over, and must notice. */
  readonly end: 'kill' | 'freeze';
  /** After the alerts or the clicks went out, or after the first call or effect of a step, whichever fix it belongs to. */
  readonly after: 'alerts' | 'clicks' | 'call' | 'effect';
  /** Which step of a plan: this one or a later one, that may be repeated or not. Null: any call will do. */
  readonly step: { readonly from: number; readonly isIdempotent: boolean } | null;
  readonly waitMs: number;
  /** Between the moment when another has taken over, in a plan with its next step, and the one when who was frozen wakes up. */
  readonly thawMs: number;
  readonly services: readonly PlannedService[];
}

const SLOW_MS = 600;
/** Who wakes up needs that long to get as far as its next call; the other one must still be busy then. */
const ZOMBIE_SLOW_MS = 1_500;
const QUICK_MS = 30;
/** A click, and an alert, needs about as long until what follows from it has begun. */
const UNTIL_BEGUN_MS = 400;

/** Of a killed bot's plan something lies behind it, and of a frozen bot's something before it. */
const STEPS = {
  kill: [
    { from: 2, isIdempotent: true },
    { from: 2, isIdempotent: true },
    { from: 1, isIdempotent: false },
  ],
  freeze: [
    { from: 1, isIdempotent: true },
    { from: 1, isIdempotent: true },
    { from: 2, isIdempotent: false },
  ],
} as const satisfies Record<Trial['end'], readonly Trial['step'][]>;

/** What may be repeated in a plan: what is under way when the bot ends must matter, and what comes before and after. */
const PATTERNS: readonly (readonly boolean[])[] = [
  [true, false, true],
  [true, false, false],
  [true, false, true],
  [true, false, false],
  [true, true, false],
  [false, true, true],
  [false, false, true],
];

export function planTrial(seed: number): Trial {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(choices: readonly [T, ...T[]]): T => choices[below(choices.length)] ?? choices[0];
  const inTurn = <T>(choices: readonly [T, ...T[]], turn: number): T =>
    choices[turn % choices.length] ?? choices[0];
  const kind = inTurn<Trial['kind']>(KINDS, seed);
  const round = Math.floor(seed / KINDS.length);
  const after = inTurn<Trial['after']>(MOMENTS[kind], round);
  const isEarly = after === 'clicks' || after === 'alerts';
  const end = inTurn<Trial['end']>(ENDS[kind], round);
  const isZombie = kind === 'plans' && end === 'freeze';
  const slowMs = isZombie ? ZOMBIE_SLOW_MS : SLOW_MS;
  const step = (isIdempotent: boolean): PlannedStep => {
    const answer = pick<AnswerKind>(ANSWERS[kind]);
    const workMs = answer === 'slow' ? slowMs / 2 + below(slowMs / 2) : below(QUICK_MS);
    return { isIdempotent, answer, workMs };
  };
  const { approved, others } = SIZES[kind];
  return {
    seed,
    kind,
    end,
    after,
    step: kind === 'plans' && !isEarly ? pick<NonNullable<Trial['step']>>(STEPS[end]) : null,
    waitMs: below(isEarly ? UNTIL_BEGUN_MS : 2 * QUICK_MS),
    thawMs: below(isZombie ? 2 * QUICK_MS : SLOW_MS),
    services: Array.from({ length: approved + others }, (_, index) => ({
      name: `t${seed}n${index}`,
      isApproved: index < approved,
      steps: (kind === 'plans' ? (PATTERNS[below(PATTERNS.length)] ?? []) : [index % 2 === 0]).map(step),
    })),
  };
}

/** In turn, as the ends are: few seeds see every moment with every end, for no list is as long as the other. */
const MOMENTS = {
  calls: ['clicks', 'call', 'effect', 'call'],
  // A plan is under way for longer than its click is decided.
  plans: ['call', 'call', 'effect', 'clicks', 'effect'],
  race: ['alerts', 'clicks', 'call'],
} as const satisfies Record<Trial['kind'], readonly Trial['after'][]>;

const ENDS = {
  calls: ['kill', 'kill', 'freeze'],
  plans: ['kill', 'freeze'],
  // Who is frozen here holds the lock that the others wait for, and wakes up as if nothing had been.
  race: ['kill'],
} as const satisfies Record<Trial['kind'], readonly Trial['end'][]>;

const ANSWERS = {
  calls: ['fast', 'slow', 'cut', 'refuse'],
  // Most come to their end, or few would ever have a third step.
  plans: ['fast', 'fast', 'slow', 'slow', 'slow', 'slow', 'slow', 'cut', 'refuse'],
  race: ['fast', 'slow'],
} as const satisfies Record<Trial['kind'], readonly AnswerKind[]>;

/** Of a plan each call takes its time, and a bot runs four fixes at once. */
const SIZES = {
  calls: { approved: 4, others: 2 },
  plans: { approved: 4, others: 1 },
  race: { approved: 4, others: 4 },
} as const;
