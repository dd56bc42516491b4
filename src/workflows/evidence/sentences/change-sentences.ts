/** Sentences about the changes that may explain the trouble, or that none does. */
import { formatTime } from '../../../analysis/format-value.js';
import type { CorrelatedChange } from '../../../analysis/correlate-changes.js';
import type { Change } from '../../../incidents/change.js';
import type { TimeRange } from '../../../shared/series.js';
import type { Observation } from '../../../incidents/evidence.js';
import { capitalize } from '../../../shared/text.js';
import { clip, seconds } from './clip.js';

const MAX_CHANGES = 3;

export function describeChanges({
  changes,
  changesOnRecord,
  isQuiet,
  range,
}: {
  readonly changes: readonly CorrelatedChange<Change>[];
  /** How many are known at all, shown or not. */
  readonly changesOnRecord: number;
  /** Everything that was measured is as usual: then there is nothing that a change could explain. */
  readonly isQuiet: boolean;
  readonly range: TimeRange;
}): Observation[] {
  const shown = changes.slice(0, MAX_CHANGES);
  if (shown.length === 0) {
    return [
      {
        kind: 'change',
        service: null,
        statement:
          changesOnRecord === 0
            ? 'No deploy, configuration or other change is on record.'
            : `No change fits the trouble in time and place; ${changesOnRecord} on record.`,
        why: 'Most incidents follow a change; none is known here.',
        source: 'changes',
        query: null,
        range,
        data: [],
        isAnomalous: false,
      },
    ];
  }
  return shown.map(({ change, score, explains, lagSeconds, reason }) => {
    const what = change.version === null ? change.kind : `${change.kind} of version ${clip(change.version)}`;
    const where = change.service === null ? '' : ` on ${clip(change.service)}`;
    const who = change.author === null ? '' : ` by ${clip(change.author)}`;
    return {
      kind: 'change',
      service: change.service,
      statement: `${capitalize(what)}${where}${who} at ${formatTime(seconds(change.at))}, ${reason}: ${clip(change.summary)}.`,
      why: isQuiet
        ? 'Nothing that was measured shows a trouble that it could explain.'
        : explains === null
          ? 'It is unlikely to be the cause.'
          : 'A change shortly before trouble begins is its most common cause.',
      source: change.source,
      query: null,
      range: null,
      data: {
        id: change.id,
        kind: change.kind,
        at: change.at.toISOString(),
        version: change.version,
        score: Math.round(score * 100) / 100,
        explains,
        lagSeconds,
      },
      isAnomalous: explains !== null && !isQuiet,
    };
  });
}
