/** What became of the check, for whoever asked for it. */
import { formatAnchor } from './anchor.js';
import type { ChainVerdict } from './verify-chain.js';

/** `outside` is how many anchors were given. */
export function describeVerdict({ fault, count, head, anchoredTo }: ChainVerdict, outside: number): string {
  const entries = `${count} ${count === 1 ? 'entry' : 'entries'}`;
  if (fault) {
    const before = count === 0 ? '' : `\nUp to #${count} each follows from the one before.`;
    return `BROKEN at #${fault.seq}: ${fault.sentence}${before}`;
  }
  if (!head) return 'The audit log is empty: nothing was decided yet.';
  const newer = head.seq - anchoredTo;
  return [
    `OK: ${entries}, each follows from the one before. The last is of ${head.at}.`,
    outside === 0
      ? 'No anchor was given: whether the whole log was written anew, or its end cut off, cannot be seen without one. They are in the channel for incidents, and in the log of the bot: --anchor SEQ:HASH.'
      : `The anchors fit, up to #${anchoredTo}; ${newer === 0 ? 'nothing is newer' : `${newer} newer ${newer === 1 ? 'entry has' : 'entries have'} none yet`}.`,
    `Head: ${formatAnchor(head)}`,
  ].join('\n');
}
