/** Past incidents like this one, each on a line: when, what it was, what ended it, and the way to its thread. */
import type { Evidence } from '../../../incidents/evidence.js';
import { incidentLabel } from '../../../incidents/incident.js';
import { readSimilarIncident } from '../../../incidents/similar-incident.js';
import { bold, glue, link, moment, plain, type Line } from '../kit/block-kit.js';
import { citation, firstSentence, withoutStop } from '../kit/words.js';

const CAUSE = 120;
const FIX = 120;

/** The address of a thread's first message; null when it cannot be known. */
export type LinkTo = (channel: string, ts: string) => string | null;

/** What was looked up in another way has its statement alone. */
export function similarLines(items: readonly Evidence[], linkTo: LinkTo | undefined): readonly Line[] {
  return items.map((item): Line => {
    const past = readSimilarIncident(item);
    if (!past) return [plain(item.statement, 260), glue(citation([item.id]))];
    const { thread, startedAt, cause, fix, reasons } = past;
    const label = incidentLabel(past);
    const url = thread && linkTo?.(thread.channel, thread.ts);
    return [
      url ? link(label, url) : bold(label),
      glue(', '),
      moment(new Date(startedAt), '{ago}'),
      glue(': '),
      plain(withoutStop(firstSentence(cause ?? reasons[0] ?? 'much alike', CAUSE)), CAUSE),
      ...(fix === null ? [] : [glue('; it ended with: '), plain(withoutStop(fix), FIX)]),
      glue(citation([item.id])),
    ];
  });
}
