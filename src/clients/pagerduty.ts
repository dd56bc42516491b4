/** The paging system: who is on call, and PagerDuty's own copy of an incident. */
import { z } from 'zod';
import { UpstreamError } from '../shared/errors.js';
import type { OnCallPerson } from '../incidents/incident.js';
import type { PagingNotes, PagingSystem } from '../incidents/ports/paging-system.js';
import { createPagerDutyRest, type PagerDutyOptions } from './pagerduty-rest.js';

export interface PagerDuty extends PagingSystem, PagingNotes {
  /** Asks whether it is there and accepts the token. Throws UpstreamError. */
  ping(signal?: AbortSignal): Promise<void>;
}

const MAX_TITLE_LENGTH = 1_024;
const MAX_KEY_LENGTH = 255;
const MAX_NOTE_LENGTH = 20_000;

const ServiceAnswer = z.object({
  service: z.object({ escalation_policy: z.object({ id: z.string() }).nullish() }),
});

const OnCall = z.object({
  escalation_level: z.number(),
  user: z
    .object({
      id: z.string(),
      name: z.string().nullish(),
      // A user that was deleted meanwhile comes as a bare reference, with a summary alone.
      summary: z.string().nullish(),
      email: z.string().nullish(),
    })
    .nullish(),
});

const Incident = z.object({ id: z.string(), status: z.enum(['triggered', 'acknowledged', 'resolved']) });
const NotesAnswer = z.object({ notes: z.array(z.object({ content: z.string().nullish() })) });
const IncidentAnswer = z.object({ incident: Incident });

export function createPagerDuty(options: PagerDutyOptions): PagerDuty {
  const rest = createPagerDutyRest(options);

  async function status(id: string, signal?: AbortSignal) {
    const path = `/incidents/${encodeURIComponent(id)}`;
    const { incident } = await rest.call({ method: 'GET', path, signal }, IncidentAnswer);
    return incident.status;
  }

  /** Sets the status. A refusal is fine when the incident is there already, or further. */
  async function move(id: string, to: 'acknowledged' | 'resolved', signal?: AbortSignal): Promise<void> {
    const path = `/incidents/${encodeURIComponent(id)}`;
    const body = { incident: { type: 'incident_reference', status: to } };
    try {
      await rest.call({ method: 'PUT', path, body, signal }, IncidentAnswer);
    } catch (error) {
      if (!isBadRequest(error)) throw error;
      const now = await status(id, signal);
      if (now !== to && now !== 'resolved') throw error;
    }
  }

  async function findOpen(key: string, serviceId: string, signal?: AbortSignal): Promise<string | undefined> {
    const query = {
      incident_key: key,
      'statuses[]': ['triggered', 'acknowledged'],
      'service_ids[]': [serviceId],
      date_range: 'all', // else only the last month is searched
    };
    const found = await rest.list(
      { method: 'GET', path: '/incidents', query, signal },
      'incidents',
      Incident,
    );
    return found[0]?.id;
  }

  return {
    status,
    acknowledge: (id, signal) => move(id, 'acknowledged', signal),
    resolve: (id, signal) => move(id, 'resolved', signal),

    async onCall(serviceId, signal) {
      const path = `/services/${encodeURIComponent(serviceId)}`;
      const { service } = await rest.call({ method: 'GET', path, signal }, ServiceAnswer);
      if (!service.escalation_policy) return [];
      const query = { 'escalation_policy_ids[]': [service.escalation_policy.id], 'include[]': ['users'] };
      const rows = await rest.list({ method: 'GET', path: '/oncalls', query, signal }, 'oncalls', OnCall);
      return readPeople(rows);
    },

    async createIncident({ key, title, details, serviceId, isUrgent }, signal) {
      const incidentKey = key.slice(0, MAX_KEY_LENGTH);
      const body = {
        incident: {
          type: 'incident',
          title: title.slice(0, MAX_TITLE_LENGTH),
          incident_key: incidentKey,
          service: { id: serviceId, type: 'service_reference' },
          urgency: isUrgent ? 'high' : 'low',
          body: { type: 'incident_body', details },
        },
      };
      try {
        const { incident } = await rest.call(
          { method: 'POST', path: '/incidents', body, signal },
          IncidentAnswer,
        );
        return incident.id;
      } catch (error) {
        // PagerDuty refuses a second open incident with the same key: an earlier call of ours got through.
        const id = isBadRequest(error) ? await findOpen(incidentKey, serviceId, signal) : undefined;
        if (id === undefined) throw error;
        return id;
      }
    },

    async addNote(id, text, signal) {
      const path = `/incidents/${encodeURIComponent(id)}/notes`;
      const content = text.slice(0, MAX_NOTE_LENGTH);
      // Notes have no deduplication key: an earlier call of ours may have got through.
      const { notes } = await rest.call({ method: 'GET', path, signal }, NotesAnswer);
      const [firstLine] = content.split('\n');
      if (notes.some((note) => note.content?.split('\n')[0]?.trim() === firstLine?.trim())) return;
      await rest.call({ method: 'POST', path, body: { note: { content } }, signal }, z.object({}));
    },

    async ping(signal) {
      await rest.call({ method: 'GET', path: '/services', query: { limit: '1' }, signal }, z.object({}));
    },
  };
}

function isBadRequest(error: unknown): boolean {
  return error instanceof UpstreamError && error.status === 400;
}

/** Everybody once, at the level where they are asked first. */
function readPeople(rows: readonly z.output<typeof OnCall>[]): readonly OnCallPerson[] {
  const people = new Map<string, OnCallPerson>();
  for (const { user, escalation_level: level } of rows) {
    if (!user || (people.get(user.id)?.level ?? Infinity) <= level) continue;
    people.set(user.id, { name: user.name ?? user.summary ?? user.id, email: user.email ?? null, level });
  }
  return [...people.values()].sort((a, b) => a.level - b.level || (a.name < b.name ? -1 : 1));
}
