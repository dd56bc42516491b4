/** What a message's row shows of those beside and below it. */
import type { Msg } from '../state/client.js';
import { isReply } from '../state/use-workspace.js';
import { emoji } from '../text/emoji.js';
import { formatDay } from '../text/format.js';

/** Slack hides the name when the same person goes on within five minutes. */
const COMPACT_WITHIN_SECONDS = 300;

export function isCompact(message: Msg, before: Msg | undefined, hasThread: boolean): boolean {
  return (
    before !== undefined &&
    before.user === message.user &&
    !hasThread &&
    message.subtype !== 'thread_broadcast' &&
    before.is_ephemeral === message.is_ephemeral &&
    before.subtype !== 'tombstone' &&
    Number(message.ts) - Number(before.ts) < COMPACT_WITHIN_SECONDS &&
    formatDay(before.ts) === formatDay(message.ts)
  );
}

/** Replies that stand in history, by their parent. */
export function groupReplies(all: readonly Msg[]): ReadonlyMap<string, readonly Msg[]> {
  const grouped = new Map<string, Msg[]>();
  for (const message of all) {
    if (!isReply(message) || message.is_ephemeral || message.thread_ts === undefined) continue;
    const replies = grouped.get(message.thread_ts);
    if (replies === undefined) grouped.set(message.thread_ts, [message]);
    else replies.push(message);
  }
  return grouped;
}

export function firstLine(message: Msg | undefined, limit = 80): string {
  const plain = (message?.text ?? '')
    .replace(/<[^>|]*\|?([^>]*)>/g, '$1')
    .replace(/:([a-z0-9_+-]+):/g, (_, name: string) => emoji(name))
    .replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: '<', gt: '>' })[name] ?? '&')
    .replace(/[*`]/g, '');
  return plain.trim().split('\n')[0]?.slice(0, limit) ?? '';
}
