/** Whether what was seen of a play is a refusal, written down and explained. Pure. */
import { sayAnswer } from '../../src/slack/commands/say.js';
import type { RefusalCase } from './refusal-case.js';
import type { ProcessIndex } from './stage.js';
import { BOT_NAMES } from './steer.js';

/** What is in the audit log of it since just before. */
export interface Audited {
  readonly event: string;
  readonly code: string;
  /** What the person is told, by the audit log. */
  readonly sentence: string;
}

export interface Seen {
  /** By the name that the database has of its connection; undefined: nobody took it. */
  readonly handledBy: string | undefined;
  readonly statusBefore: string | undefined;
  readonly statusAfter: string | undefined;
  /** Approvals of the fix that came since. */
  readonly newApprovals: number;
  /** Calls of the service's endpoint, from the beginning to the very end. */
  readonly calls: number;
  readonly audited: readonly Audited[];
  /** What whoever clicked can read since, or what the card shows. */
  readonly texts: readonly string[];
}

export interface Verdict {
  readonly isRefused: boolean;
  /** With this very code, and no other. */
  readonly isAudited: boolean;
  /** The person reads the sentence that the audit log has. */
  readonly isExplained: boolean;
}

/** A play that came to nothing is none of it, whatever the reason. */
export function judgePlay(
  { at, code, runs = 0 }: Pick<RefusalCase, 'at' | 'code' | 'runs'>,
  process: ProcessIndex,
  seen: Seen,
): Verdict {
  const { audited, statusBefore, statusAfter } = seen;
  const isHandled = seen.handledBy === BOT_NAMES[process];
  const isStopped =
    at === 'run'
      ? statusAfter === 'superseded' || statusAfter === 'failed'
      : statusAfter === statusBefore || (code === 'drifted' && statusAfter === 'superseded');
  const [last] = audited.slice(-1);
  return {
    isRefused: isHandled && isStopped && seen.calls === runs && seen.newApprovals === 0,
    isAudited: audited.length > 0 && audited.every((entry) => entry.code === code),
    isExplained: last !== undefined && isSentence(last.sentence) && isSaid(at, last.sentence, seen.texts),
  };
}

/** One or several whole sentences for a person: no code, no stack, nothing left to fill in. */
export function isSentence(text: string): boolean {
  return (
    /^[A-Z0-9“].{19,}[.)`]$/s.test(text) &&
    !/\bat \S+ \(|undefined|\[object|\b[a-z]+_[a-z]+\b|Error:/.test(text)
  );
}

function isSaid(at: RefusalCase['at'], sentence: string, texts: readonly string[]): boolean {
  const { text } = sayAnswer({ sentence });
  return at === 'click'
    ? texts.includes(text)
    : texts.some((shown) => shown.includes(JSON.stringify(sentence).slice(1, -1)));
}

/** Sentences that stand for several codes: a person could not tell from them what to do. */
export function findShared(all: readonly Pick<Audited, 'code' | 'sentence'>[]): readonly string[] {
  const codes = new Map<string, Set<string>>();
  for (const { code, sentence } of all) codes.set(sentence, (codes.get(sentence) ?? new Set()).add(code));
  return [...codes].flatMap(([sentence, of]) =>
    of.size > 1 ? [`${[...of].join(' and ')}: ${sentence}`] : [],
  );
}
