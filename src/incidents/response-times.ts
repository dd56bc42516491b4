/** How long each part of a response took, and whether that was good. Pure; what never happened has no time. */
import type { Incident } from './incident.js';
import type { TimelineEntry } from './timeline.js';

export interface ResponseTime {
  readonly name: 'detect' | 'acknowledge' | 'evidence' | 'decide' | 'mitigate' | 'resolve';
  /** What is measured, for people: "from the first symptom to the incident". */
  readonly what: string;
  /** Null when it did not happen. */
  readonly ms: number | null;
  /** What it should take at most; null where nothing is expected. */
  readonly expectedMs: number | null;
}

const MINUTE = 60_000;
/**
 * Google's SRE book (chapter 11) gives 5 minutes for user-facing services and 30 for others to begin to work; the same is
 * asked of noticing and deciding. An hour of user-visible trouble spends a 99.9 % month's error budget (43 min) and more.
 */
const EXPECTED = {
  urgent: { detect: 5, acknowledge: 5, evidence: 1, decide: 5, mitigate: 60 },
  other: { detect: 30, acknowledge: 30, evidence: 5, decide: 30, mitigate: 240 },
} as const;

interface ResponseView {
  readonly incident: Incident;
  readonly timeline: readonly Pick<TimelineEntry, 'kind' | 'at'>[];
  readonly proposals: readonly {
    readonly proposal: { readonly createdAt: Date; readonly decidedAt: Date | null };
  }[];
}

export function measureResponse({ incident, timeline, proposals }: ResponseView): readonly ResponseTime[] {
  const isUrgent = incident.severity === 'sev1' || incident.severity === 'sev2';
  const expected = EXPECTED[isUrgent ? 'urgent' : 'other'];
  const first = (kind: TimelineEntry['kind']) => timeline.find((entry) => entry.kind === kind)?.at ?? null;
  const decisions = proposals.flatMap(({ proposal: { createdAt, decidedAt } }) =>
    decidedAt === null ? [] : [decidedAt.getTime() - createdAt.getTime()],
  );
  const { startedAt, openedAt, acknowledgedAt, mitigatedAt, resolvedAt } = incident;
  const opened = (at: Date | null) => between(openedAt, at);
  // Reopening forgets the first acknowledgement; the timeline does not.
  const acknowledged = first('incident.acknowledged') ?? acknowledgedAt;
  return [
    {
      name: 'detect',
      what: 'from the first symptom until the incident was opened',
      ms: between(startedAt, openedAt),
      expectedMs: expected.detect * MINUTE,
    },
    {
      name: 'acknowledge',
      what: 'until somebody took it',
      ms: opened(acknowledged),
      expectedMs: expected.acknowledge * MINUTE,
    },
    {
      name: 'evidence',
      what: 'until the first evidence was in the thread',
      ms: opened(first('evidence.gathered')),
      expectedMs: expected.evidence * MINUTE,
    },
    {
      name: 'decide',
      what: 'the longest wait of a proposal for its decision',
      ms: decisions.length === 0 ? null : Math.max(...decisions),
      expectedMs: expected.decide * MINUTE,
    },
    {
      name: 'mitigate',
      what: 'from the first symptom until users were well again',
      ms: between(startedAt, mitigatedAt),
      expectedMs: expected.mitigate * MINUTE,
    },
    {
      name: 'resolve',
      what: 'from the first symptom until it was over',
      ms: between(startedAt, resolvedAt),
      expectedMs: null,
    },
  ];
}

function between(from: Date, to: Date | null): number | null {
  return to === null ? null : Math.max(0, to.getTime() - from.getTime());
}
