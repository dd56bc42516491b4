/** What somebody who has just come to an incident needs to know, in the order they ask. Pure. */
import type { StoredAlert } from './alert.js';
import type { Actor, Incident } from './incident.js';
import type { RoleAssignment } from './roles.js';
import type { TimelineEntry } from './timeline.js';

/** As much of an incident's view as this needs. */
interface CatchUpView {
  readonly incident: Incident;
  readonly alerts: readonly StoredAlert[];
  readonly analysis: {
    readonly by: 'model' | 'rules';
    readonly report: {
      readonly summary: string;
      readonly cause: {
        readonly mechanism: string;
        readonly confidence: number;
        readonly evidenceIds: readonly string[];
      } | null;
      readonly nextSteps: readonly string[];
    };
  } | null;
  readonly proposals: readonly {
    readonly proposal: {
      readonly title: string;
      readonly status: string;
      readonly outcome: string | null;
      readonly decidedBy: Actor | null;
      readonly decidedAt: Date | null;
      readonly createdAt: Date;
      readonly expiresAt: Date;
    };
    readonly approvers: readonly string[];
  }[];
  readonly timeline: readonly TimelineEntry[];
  readonly now: Date;
}

interface Tried {
  readonly title: string;
  /** In a few words: "worked", "failed: …". */
  readonly outcome: string;
  readonly by: Actor | null;
  readonly at: Date;
}

export interface CatchUp {
  readonly incident: Incident;
  /** What is going on; null while nobody has looked. */
  readonly summary: string | null;
  readonly alerts: { readonly firing: number; readonly all: number };
  readonly cause: {
    readonly text: string;
    /** 0–1; null when people confirmed it. */
    readonly confidence: number | null;
    readonly evidenceIds: readonly string[];
  } | null;
  readonly people: readonly { readonly role: string; readonly who: Actor }[];
  /** Oldest first. */
  readonly tried: readonly Tried[];
  /** Decisions that wait for people. */
  readonly waiting: readonly {
    readonly title: string;
    readonly approvers: readonly string[];
    readonly until: Date;
  }[];
  /** What to do when nothing waits. */
  readonly nextStep: string | null;
  readonly lastUpdate: { readonly text: string; readonly by: Actor; readonly at: Date } | null;
  readonly now: Date;
}

const OUTCOMES: Readonly<Record<string, string>> = {
  approved: 'approved, about to run',
  executing: 'running',
  verifying: 'has run, being checked',
  verified: 'worked',
  unverified: 'ran, but the check did not pass',
  failed: 'failed',
  unknown: 'nobody knows whether it took effect',
  rejected: 'rejected',
};

export function buildCatchUp(view: CatchUpView, roles: readonly RoleAssignment[]): CatchUp {
  const { incident, alerts, analysis, proposals, timeline, now } = view;
  const update = timeline.findLast(({ kind }) => kind === 'status.updated');
  return {
    incident,
    summary: analysis?.report.summary ?? describeAlert(alerts),
    alerts: { firing: alerts.filter(({ status }) => status === 'firing').length, all: alerts.length },
    cause: causeOf(view),
    people: peopleOf(incident, roles),
    tried: proposals.flatMap(({ proposal }) => {
      const outcome = OUTCOMES[proposal.status];
      if (outcome === undefined) return [];
      const { title, decidedBy: by, decidedAt, createdAt } = proposal;
      return [{ title, outcome, by, at: decidedAt ?? createdAt }];
    }),
    waiting: proposals.flatMap(({ proposal: { title, status, expiresAt }, approvers }) =>
      status === 'pending' && expiresAt > now ? [{ title, approvers, until: expiresAt }] : [],
    ),
    nextStep: analysis?.report.nextSteps[0] ?? null,
    lastUpdate: update ? { text: update.text, by: update.actor, at: update.at } : null,
    now,
  };
}

function causeOf({ incident, analysis }: CatchUpView): CatchUp['cause'] {
  if (incident.confirmedCause !== null)
    return { text: incident.confirmedCause, confidence: null, evidenceIds: [] };
  const cause = analysis?.report.cause;
  return cause
    ? { text: cause.mechanism, confidence: cause.confidence, evidenceIds: cause.evidenceIds }
    : null;
}

/** Roles first; whoever acknowledged it, unless they have one; then who carries the pager. */
function peopleOf({ acknowledgedBy }: Incident, roles: readonly RoleAssignment[]): CatchUp['people'] {
  const assigned = roles.map(({ role, slackUserId }) => ({
    role: role as string,
    who: { kind: 'person', id: slackUserId } as Actor,
  }));
  const isKnown = acknowledgedBy !== null && assigned.some(({ who }) => isSame(who, acknowledgedBy));
  return acknowledgedBy === null || isKnown
    ? assigned
    : [...assigned, { role: 'acknowledged', who: acknowledgedBy }];
}

function isSame(a: Actor, b: Actor): boolean {
  return a.kind === b.kind && ('id' in a ? a.id : '') === ('id' in b ? b.id : '');
}

function describeAlert(alerts: readonly StoredAlert[]): string | null {
  const alert = alerts.find(({ status }) => status === 'firing') ?? alerts[0];
  return alert ? (alert.annotations['summary'] ?? alert.annotations['description'] ?? alert.name) : null;
}
