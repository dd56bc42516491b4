/** Causes that came back: the same service and the same named cause in more than one incident. Pure. */
import { groupBy } from '../../shared/group-by.js';
import type { DigestIncident } from './records.js';

export interface RepeatCause {
  readonly service: string | null;
  /** As it was said last. */
  readonly cause: string;
  /** Oldest first. */
  readonly incidents: readonly Pick<DigestIncident, 'number' | 'thread'>[];
  /** The fix that worked last; null when none is on record. */
  readonly fix: string | null;
}

/** Most incidents first. Private ones are left out: where something is named, so would they be. */
export function findRepeatCauses(incidents: readonly DigestIncident[]): readonly RepeatCause[] {
  const named = incidents
    .filter(({ isPrivate }) => !isPrivate)
    .toSorted((a, b) => +a.openedAt - +b.openedAt)
    .flatMap((incident) => {
      const key = keyOf(incident);
      return key === undefined ? [] : [{ incident, key }];
    });
  return [...groupBy(named, ({ key }) => key).values()]
    .filter((alike) => alike.length > 1)
    .map((alike): RepeatCause => {
      const same = alike.map(({ incident }) => incident);
      const last = same.at(-1);
      const cause = same.findLast((one) => one.cause !== null)?.cause ?? null;
      const fix = same.findLast((one) => one.fix !== null)?.fix?.title ?? null;
      return {
        service: last?.blamed ?? null,
        cause: cause ?? fix ?? '',
        incidents: same.map(({ number, thread }) => ({ number, thread })),
        fix,
      };
    })
    .toSorted((a, b) => b.incidents.length - a.incidents.length);
}

/** A runbook that helped says more than words, which differ from one analysis to the next in their numbers. */
function keyOf({ blamed, cause, fix }: DigestIncident): string | undefined {
  const what = fix?.runbookId ?? (cause === null ? null : withoutNumbers(cause));
  return what === null || what === '' ? undefined : JSON.stringify([blamed, what]);
}

function withoutNumbers(text: string): string {
  return text
    .toLowerCase()
    .replace(/\d+(?:[.,:]\d+)*/g, '#')
    .replace(/[^\p{L}#]+/gu, ' ')
    .trim();
}
