/** Which turns of an incident the people hear of whom the paging system reached. */
import type { TimelineKind } from '../../incidents/timeline.js';

/** Beside what people write down by hand. Status, priority and title are shown there as such. */
export const TOLD_ELSEWHERE: readonly TimelineKind[] = [
  'status.updated',
  'incident.mitigated',
  'incident.reopened',
  'verification.passed',
  'verification.failed',
  'impact.rose',
];

export function isToldElsewhere(kind: TimelineKind): boolean {
  return kind === 'note' || TOLD_ELSEWHERE.includes(kind);
}
