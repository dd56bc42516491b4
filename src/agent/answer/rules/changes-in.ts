/** Changes within the time that a question asks about. Pure. */
import type { Change } from '../../../incidents/change.js';
import { isIn, type TimeRange } from '../time-range.js';
import { changeLine } from './wording.js';

/** `changes`: newest first. `onset`: when the incident began; null without one. */
export function changesIn(
  changes: readonly Change[],
  time: TimeRange,
  service: string | undefined,
  onset: Date | null,
): readonly string[] {
  const whose = service === undefined ? '' : ` of ${service}`;
  const found = changes.filter(({ at }) => isIn(time, at));
  if (found.length > 0) {
    const what = found.length === 1 ? 'One change' : `${found.length} changes`;
    return [`${what}${whose} ${time.words}:`, ...found.map((change) => changeLine(change, onset))];
  }
  const earlier = changes.find(({ at }) => at < time.start);
  return [
    `No change${whose} is on record ${time.words}.`,
    ...(earlier ? [`The last one before: ${changeLine(earlier, onset)}`] : []),
  ];
}
