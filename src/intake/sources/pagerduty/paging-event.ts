/** What a webhook of PagerDuty says of one of its incidents, as far as it tells which one and whether that is news. */
import { z } from 'zod';
import type { PagingEvent } from '../../../incidents/paging/paging-event.js';

const Reference = z.object({ id: z.string() });

const Incident = z.object({
  id: z.string(),
  status: z.enum(['triggered', 'acknowledged', 'resolved']),
  incident_key: z.string().nullish(),
});
/** Of a note, a responder or a status update. */
const AboutIncident = z.object({ incident: Reference, content: z.string().nullish() });

/** These are about nothing but the status. */
const STATUS_EVENTS = new Set([
  'incident.triggered',
  'incident.acknowledged',
  'incident.unacknowledged',
  'incident.resolved',
  'incident.reopened',
]);

/** Undefined when it is about something else, such as a service, or in a form that is not known. */
export function readPagingEvent(type: string, data: unknown): PagingEvent | undefined {
  if (!type.startsWith('incident.')) return undefined;
  const about = AboutIncident.safeParse(data);
  if (about.success)
    return {
      pagingId: about.data.incident.id,
      key: null,
      isStatus: false,
      status: null,
      note: type === 'incident.annotated' ? (about.data.content ?? null) : null,
    };
  const incident = Incident.safeParse(data);
  if (!incident.success) return undefined;
  const { id, status, incident_key: key } = incident.data;
  return { pagingId: id, key: key ?? null, isStatus: STATUS_EVENTS.has(type), status, note: null };
}
