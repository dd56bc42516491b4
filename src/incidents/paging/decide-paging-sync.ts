/**
 * What has to be done so that an incident here and its copy in the paging system agree again. Both are compared with what
 * they were when they last agreed, which tells who moved; so it does not matter whether a webhook came, came twice, came
 * late or got lost, and what we did ourselves there asks for nothing.
 *
 * Who owns what: the status belongs to whoever moves it forward; the priority to whoever changed it last, and to us when
 * both did; the title to whoever opened it; notes to both; who is asked and who helps to the paging system.
 */
import type { IncidentStatus, Severity } from '../incident.js';
import { isOurNote } from './origin-tag.js';
import type { PagedIncident, PagingNote, PagingStatus, ResponderAnswer } from './paged-incident.js';

export interface OurSide {
  readonly status: IncidentStatus;
  readonly severity: Severity;
  /** As it shall be shown there. */
  readonly title: string;
  /** Alerts that still fire. */
  readonly firing: number;
  /** Whether Firewatch opened it there. */
  readonly isOpener: boolean;
}

/** Both sides when they last agreed. */
export interface Agreed {
  readonly ours: Pick<OurSide, 'status' | 'severity' | 'title'>;
  readonly theirs: Pick<PagedIncident, 'status' | 'severity' | 'title' | 'assignees' | 'responders'>;
  /** Ids of the notes there that were read already. */
  readonly notes: readonly string[];
}

export interface PagingSync {
  /** What to change there. */
  readonly toThem: {
    readonly status?: 'acknowledged' | 'resolved';
    readonly severity?: Severity;
    readonly title?: string;
  };
  /** What somebody did there, to be done here. */
  readonly toUs: {
    readonly event?: 'acknowledge' | 'resolve';
    readonly severity?: Severity;
    readonly notes: readonly PagingNote[];
    /** Sentences for the timeline. */
    readonly told: readonly string[];
    /** A turn that people in the thread have to know of. */
    readonly warning?: string;
  };
}

/** `agreed` is null when they are compared for the first time. */
export function decidePagingSync(ours: OurSide, theirs: PagedIncident, agreed: Agreed | null): PagingSync {
  const status = decideStatus(ours, theirs, agreed);
  const isOver = theirs.status === 'resolved';
  const severity = isOver ? {} : decideSeverity(ours, theirs, agreed);
  const title = isOver ? undefined : decideTitle(ours, theirs, agreed);
  const known = new Set(agreed?.notes);
  return {
    toThem: {
      ...(status.push && { status: status.push }),
      ...(severity.push && { severity: severity.push }),
      ...(title !== undefined && { title }),
    },
    toUs: {
      ...(status.event && { event: status.event }),
      ...(severity.pull && { severity: severity.pull }),
      notes: theirs.notes.filter(({ id, text }) => !known.has(id) && !isOurNote(text)),
      told: agreed ? describePeople(theirs, agreed.theirs) : [],
      ...(status.warning && { warning: status.warning }),
    },
  };
}

const OURS: Readonly<Record<IncidentStatus, number>> = {
  open: 0,
  acknowledged: 1,
  // Users are well, but it is not over: there it stays acknowledged.
  mitigated: 1,
  resolved: 2,
};
const THEIRS: Readonly<Record<PagingStatus, number>> = { triggered: 0, acknowledged: 1, resolved: 2 };

function decideStatus(
  { status, firing }: OurSide,
  theirs: PagedIncident,
  agreed: Agreed | null,
): {
  push?: 'acknowledged' | 'resolved';
  event?: 'acknowledge' | 'resolve';
  warning?: string;
} {
  const here = OURS[status];
  const there = THEIRS[theirs.status];
  const hereBefore = agreed ? OURS[agreed.ours.status] : 0;
  const thereBefore = agreed ? THEIRS[agreed.theirs.status] : 0;
  if (here > there && here > hereBefore) return { push: here === 2 ? 'resolved' : 'acknowledged' };
  if (there > here && there > thereBefore) {
    if (there === 1) return { event: 'acknowledge' };
    // Nobody looked: it was open there for too long, or something else closed it.
    const isByItself = theirs.movedBy?.isPerson !== true && firing > 0;
    if (!isByItself) return { event: 'resolve' };
    return {
      warning: `PagerDuty closed its incident by itself, and ${firing === 1 ? 'an alert still fires' : `${firing} alerts still fire`}: it stays open here, and nobody is paged about it any more.`,
    };
  }
  // It went back there. Nothing is pushed: that would silence whoever is asked now.
  if (there >= thereBefore || there >= here) return {};
  return thereBefore === 2
    ? { warning: 'Somebody opened it again in PagerDuty. If it is not over, reopen it here.' }
    : { warning: 'Its acknowledgement in PagerDuty ended, and people are paged again.' };
}

function decideSeverity(
  { severity, isOpener }: OurSide,
  theirs: PagedIncident,
  agreed: Agreed | null,
): { push?: Severity; pull?: Severity } {
  if (severity === theirs.severity) return {};
  const isOurs = agreed ? severity !== agreed.ours.severity : isOpener;
  if (isOurs) return { push: severity };
  const isTheirs = agreed !== null && theirs.severity !== agreed.theirs.severity;
  return isTheirs && theirs.severity !== null ? { pull: theirs.severity } : {};
}

/** What the paging system made of the title that we gave it is no drift. */
function decideTitle(
  { title, isOpener }: OurSide,
  theirs: PagedIncident,
  agreed: Agreed | null,
): string | undefined {
  if (!isOpener || title === theirs.title) return undefined;
  const isDrift = agreed === null || theirs.title !== agreed.theirs.title || title !== agreed.ours.title;
  return isDrift ? title : undefined;
}

function describePeople(
  { assignees, responders, status }: PagedIncident,
  before: Agreed['theirs'],
): readonly string[] {
  const isSame = [...assignees].sort().join('\n') === [...before.assignees].sort().join('\n');
  const asks =
    status === 'resolved' || assignees.length === 0 || isSame
      ? []
      : [`PagerDuty asks ${assignees.join(', ')} now.`];
  const answers = Object.entries(responders)
    .filter(([name, answer]) => before.responders[name] !== answer)
    .map(([name, answer]) => `${name} ${ANSWERS[answer]}`);
  return [...asks, ...answers];
}

const ANSWERS: Readonly<Record<ResponderAnswer, string>> = {
  none: 'was asked in PagerDuty to help.',
  yes: 'joined in PagerDuty.',
  no: 'cannot help, as they said in PagerDuty.',
};
