/** Past incidents like this one, each on a line: when, what it was, what ended it, and the way to its thread. */
import { z } from 'zod';
import type { Evidence } from '../../../incidents/evidence.js';
import { incidentLabel } from '../../../incidents/incident.js';
import { bold, glue, link, moment, plain, type Line } from '../kit/block-kit.js';
import { citation } from '../kit/words.js';

const CAUSE = 120;
const FIX = 120;

/** What the evidence pass stores with a similar incident. */
const SimilarRow = z.object({
  number: z.number(),
  startedAt: z.iso.datetime().transform((text) => new Date(text)),
  reasons: z.array(z.string()),
  cause: z.string().nullable(),
  fix: z.string().nullable(),
  thread: z.object({ channel: z.string(), ts: z.string() }).nullable(),
});

/** The address of a thread's first message; null when it cannot be known. */
export type LinkTo = (channel: string, ts: string) => string | null;

/** Of incidents whose rows cannot be read, the statement alone. */
export function similarLines(items: readonly Evidence[], linkTo: LinkTo | undefined): readonly Line[] {
  return items.map(({ id, statement, data }): Line => {
    const row = SimilarRow.safeParse(data);
    if (!row.success) return [plain(statement, 260), glue(citation([id]))];
    const { thread, startedAt, cause, fix, reasons } = row.data;
    const label = incidentLabel(row.data);
    const url = thread && linkTo?.(thread.channel, thread.ts);
    return [
      url ? link(label, url) : bold(label),
      glue(', '),
      moment(startedAt, '{ago}'),
      glue(': '),
      plain(withoutStop(cause ?? reasons[0] ?? 'much alike'), CAUSE),
      ...(fix === null ? [] : [glue('; it ended with: '), plain(withoutStop(fix), FIX)]),
      glue(citation([id])),
    ];
  });
}

const withoutStop = (text: string) => text.trim().replace(/\.$/, '');
