/** PagerDuty's JSON of an incident, and what it means in our words. */
import { z } from 'zod';
import type {
  ListedPaged,
  PagedIncident,
  PagedSummary,
  PagingAgent,
  PagingNote,
  ResponderAnswer,
} from '../incidents/paging/paged-incident.js';
import { severityOfWord } from '../incidents/severity.js';

const Reference = z.object({ id: z.string(), type: z.string().nullish(), summary: z.string().nullish() });

export const IncidentJson = z.object({
  id: z.string(),
  status: z.enum(['triggered', 'acknowledged', 'resolved']),
  title: z.string().nullish(),
  incident_key: z.string().nullish(),
  incident_number: z.number().nullish(),
  html_url: z.string().nullish(),
  urgency: z.string().nullish(),
  service: Reference.nullish(),
  escalation_policy: Reference.nullish(),
  teams: z.array(Reference).nullish(),
  created_at: z.coerce.date().nullish().catch(null),
  last_status_change_at: z.coerce.date().nullish().catch(null),
  priority: z.object({ name: z.string().nullish(), summary: z.string().nullish() }).nullish(),
  assignments: z.array(z.object({ assignee: Reference })).nullish(),
  last_status_change_by: Reference.nullish(),
  /** Left out for accounts that cannot ask for responders. */
  incidents_responders: z.array(z.object({ state: z.string(), user: Reference })).nullish(),
});

export const NotesJson = z.object({
  notes: z.array(z.object({ id: z.string(), content: z.string().nullish(), user: Reference.nullish() })),
});

export function toSummary(incident: z.output<typeof IncidentJson>): PagedSummary {
  const priority = incident.priority?.name ?? incident.priority?.summary;
  return {
    id: incident.id,
    key: incident.incident_key ?? null,
    status: incident.status,
    title: incident.title ?? '',
    severity: (priority && severityOfWord(priority)) || null,
    assignees: (incident.assignments ?? []).map(({ assignee }) => nameOf(assignee)),
  };
}

export function toListed(incident: z.output<typeof IncidentJson>): ListedPaged {
  const { service, priority } = incident;
  return {
    ...toSummary(incident),
    facts: {
      id: incident.id,
      number: incident.incident_number ?? null,
      title: incident.title ?? null,
      url: incident.html_url ?? null,
      service: service ? { id: service.id, name: service.summary ?? null } : null,
      policy: incident.escalation_policy?.summary ?? null,
      team: incident.teams?.[0]?.summary ?? null,
      priority: priority?.summary ?? priority?.name ?? null,
      urgency: incident.urgency ?? null,
    },
    createdAt: incident.created_at ?? null,
    statusSince: incident.last_status_change_at ?? null,
  };
}

export function toIncident(
  incident: z.output<typeof IncidentJson>,
  { notes }: z.output<typeof NotesJson>,
): PagedIncident {
  return {
    ...toSummary(incident),
    movedBy: toAgent(incident.last_status_change_by),
    responders: Object.fromEntries(
      (incident.incidents_responders ?? []).map(({ state, user }) => [nameOf(user), answerOf(state)]),
    ),
    notes: notes.map(({ id, content, user }): PagingNote => ({ id, text: content ?? '', by: toAgent(user) })),
  };
}

function toAgent(reference: z.output<typeof Reference> | null | undefined): PagingAgent | null {
  if (!reference) return null;
  const isPerson = reference.type === 'user_reference' || reference.type === 'user';
  return { id: reference.id, name: nameOf(reference), isPerson };
}

const nameOf = ({ id, summary }: z.output<typeof Reference>) => summary ?? id;

/** The website and the API do not call a yes the same. */
function answerOf(state: string): ResponderAnswer {
  if (state === 'joined' || state === 'accepted') return 'yes';
  return state === 'pending' ? 'none' : 'no';
}
