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
  const open = incidents.filter(({ isPrivate }) => !isPrivate).toSorted((a, b) => +a.openedAt - +b.openedAt);
  return [...groupBy(open, ({ blamed }) => blamed).values()]
    .flatMap(groupAlike)
    .filter((alike) => alike.length > 1)
    .map((same): RepeatCause => {
      const cause = same.findLast((one) => one.cause !== null)?.cause ?? null;
      const fix = same.findLast((one) => one.fix !== null)?.fix?.title ?? null;
      return {
        service: same[0]?.blamed ?? null,
        cause: cause ?? fix ?? '',
        incidents: same.map(({ number, thread }) => ({ number, thread })),
        fix,
      };
    })
    .toSorted((a, b) => b.incidents.length - a.incidents.length);
}

/** Of one service. An incident joins others when it is like one of them and its runbooks contradict none. */
function groupAlike(incidents: readonly DigestIncident[]): readonly (readonly DigestIncident[])[] {
  const groups: DigestIncident[][] = [];
  for (const one of incidents) {
    const known = groups.find(
      (group) =>
        group.some((other) => areAlike(one, other)) && !group.some((other) => contradict(one, other)),
    );
    if (known) known.push(one);
    else groups.push([one]);
  }
  return groups;
}

/** Fields say more than words, which differ from one analysis to the next. */
function areAlike(a: DigestIncident, b: DigestIncident): boolean {
  return (
    runbooksOf(a).some((id) => runbooksOf(b).includes(id)) ||
    (a.component !== null && nameOf(a.component) === nameOf(b.component ?? '')) ||
    isSaidByBoth(a.cause, b.cause)
  );
}

/** Each has runbooks that fit, and none fits both. */
function contradict(a: DigestIncident, b: DigestIncident): boolean {
  const [ours, theirs] = [runbooksOf(a), runbooksOf(b)];
  return ours.length > 0 && theirs.length > 0 && !ours.some((id) => theirs.includes(id));
}

/** The one that helped is sure; without one, those that fit. */
const runbooksOf = ({ fix, runbooks }: DigestIncident): readonly string[] =>
  fix?.runbookId ? [fix.runbookId] : runbooks;

/** Its numbers stay: two releases can break in one way. */
const nameOf = (component: string) => component.trim().toLowerCase();

function isSaidByBoth(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && withoutNumbers(a) !== '' && withoutNumbers(a) === withoutNumbers(b);
}

function withoutNumbers(text: string): string {
  return text
    .toLowerCase()
    .replace(/\d+(?:[.,:]\d+)*/g, '#')
    .replace(/[^\p{L}#]+/gu, ' ')
    .trim();
}
