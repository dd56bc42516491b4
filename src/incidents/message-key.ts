/** The stable name of a message: the queue knows it by this, and it travels in Slack's metadata. */
import type { MessageRequest } from './ports/message.js';

/** `incident_card:<incident>`, `<kind>:<incident>:<subject>`, or `<kind>:-:<subject>` when no incident is meant. */
export function messageKey({ kind, incidentId, subjectId }: MessageRequest): string {
  const about = `${kind}:${incidentId ?? '-'}`;
  return subjectId === null ? about : `${about}:${subjectId}`;
}
