/** How much of a growing text has been shown, and in which messages; pure. Kept between deliveries and across restarts. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StreamTask, StreamWay } from '../rendered.js';

/** One message of the text. Positions are characters of the whole text. */
const Part = z.object({
  ts: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  /** Hash of the text before it. */
  before: z.string().default(''),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  /** A stream is appended to; once Slack has ended it, or where there is none, the message is edited. */
  mode: z.enum(['stream', 'edit']),
  /** Nothing is added to it any more. */
  isClosed: z.boolean(),
  /** Begun with tasks: Slack takes either tasks and text together or text alone, from the first call to the last. */
  hasTasks: z.boolean().default(false),
});
export type Part = z.infer<typeof Part>;

const Progress = z.object({
  parts: z.array(Part),
  /** Of everything that has been shown, to notice when it no longer is how the text begins. */
  hash: z.string(),
  /** How each task was last shown, by its id. */
  tasks: z.record(z.string(), z.string()).default({}),
});
export type Progress = z.infer<typeof Progress>;

export const NOTHING_SHOWN: Progress = { parts: [], hash: hashOf(''), tasks: {} };

export function readProgress(stored: unknown): Progress {
  const parsed = Progress.safeParse(stored);
  return parsed.success ? parsed.data : NOTHING_SHOWN;
}

export const shownUpTo = ({ parts }: Progress): number => parts.at(-1)?.to ?? 0;

/** With `part` as its newest state: the last one when it is that, else a new one. */
export function withPart({ parts, tasks }: Progress, part: Part, text: string): Progress {
  const isLast = parts.at(-1)?.ts === part.ts;
  const kept = isLast ? parts.slice(0, -1) : parts;
  return { parts: [...kept, part], hash: hashOf(text.slice(0, part.to)), tasks };
}

export function withTasks(progress: Progress, shown: readonly StreamTask[]): Progress {
  const states = Object.fromEntries(shown.map((task) => [task.id, stateOf(task)]));
  return { ...progress, tasks: { ...progress.tasks, ...states } };
}

/** Those whose state has not been shown yet. Tasks stand where the work began, and nowhere else. */
export function tasksToShow(progress: Progress, way: StreamWay): readonly StreamTask[] {
  const last = progress.parts.at(-1);
  const isPlace = last ? last.mode === 'stream' && last.hasTasks && !last.isClosed : !way.isFinished;
  return isPlace ? (way.tasks ?? []).filter((task) => progress.tasks[task.id] !== stateOf(task)) : [];
}

const stateOf = ({ title, status, output }: StreamTask) => [status, title, output].join(' ');

/** Whether what was shown is still how the text begins. */
export function isContinued(progress: Progress, text: string): boolean {
  return hashOf(text.slice(0, shownUpTo(progress))) === progress.hash;
}

/** One that has not begun, for what follows `from`. */
export function newPart(text: string, from: number): Omit<Part, 'startedAt'> {
  return {
    ts: '',
    from,
    to: from,
    before: hashOf(text.slice(0, from)),
    mode: 'stream',
    isClosed: false,
    hasTasks: false,
  };
}

/** Whether the messages before this one still say how the text begins, and something is left for this one. */
export function followsOn({ from, before }: Part, text: string): boolean {
  return from < text.length && hashOf(text.slice(0, from)) === before;
}

/** Where a part that begins at `from` has to end: at most `max` characters on, between words and never within a character. */
export function endOfPart(text: string, from: number, max: number): number {
  if (text.length - from <= max) return text.length;
  const window = text.slice(from, from + max);
  const breakAt = Math.max(window.lastIndexOf('\n'), window.lastIndexOf(' ')) + 1;
  const end = from + (breakAt > max / 2 ? breakAt : max);
  const isTorn = /[\uD800-\uDBFF]/.test(text[end - 1] ?? '');
  return isTorn ? end - 1 : end;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
