/** The paging system: who is on call, and PagerDuty's own copy of an incident. */
import { z } from 'zod';
import { UpstreamError } from '../shared/errors.js';
import type { OnCallPerson, Severity } from '../incidents/incident.js';
import type { PagingSystem } from '../incidents/ports/paging-system.js';
import { IncidentJson, NotesJson, toIncident, toListed, toSummary } from './pagerduty-incident.js';
import { createPriorities } from './pagerduty-priorities.js';
import { createPagerDutyRest, type PagerDutyOptions } from './pagerduty-rest.js';

export interface PagerDuty extends PagingSystem {
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

const IncidentAnswer = z.object({ incident: IncidentJson });
const UserAnswer = z.object({ user: z.object({ email: z.string().nullish() }) });

export function createPagerDuty(options: PagerDutyOptions): PagerDuty {
  const rest = createPagerDutyRest(options);

  const priorityOf = createPriorities(rest);
  const pathOf = (id: string) => `/incidents/${encodeURIComponent(id)}`;

  async function readIncident(id: string, signal?: AbortSignal) {
    const { incident } = await rest.call({ method: 'GET', path: pathOf(id), signal }, IncidentAnswer);
    return incident;
  }

  async function put(id: string, change: object, signal?: AbortSignal) {
    const body = { incident: { type: 'incident_reference', ...change } };
    const call = { method: 'PUT', path: pathOf(id), body, signal } as const;
    return (await rest.call(call, IncidentAnswer)).incident;
  }

  /** Sets the status. A refusal is fine when the incident is there already, or further. */
  async function move(id: string, to: 'acknowledged' | 'resolved', signal?: AbortSignal) {
    try {
      return await put(id, { status: to }, signal);
    } catch (error) {
      if (!isBadRequest(error)) throw error;
      const now = await readIncident(id, signal);
      if (now.status !== to && now.status !== 'resolved') throw error;
      return now;
    }
  }

  async function reference(severity: Severity, signal?: AbortSignal): Promise<object> {
    const id = await priorityOf(severity, signal);
    return id === null ? {} : { priority: { id, type: 'priority_reference' } };
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
      IncidentJson,
    );
    return found[0]?.id;
  }

  return {
    async read(id, signal) {
      const notes = rest.call({ method: 'GET', path: `${pathOf(id)}/notes`, signal }, NotesJson);
      const [incident, read] = await Promise.all([readIncident(id, signal), notes]);
      return toIncident(incident, read);
    },

    async change(id, { status, severity, title }, signal) {
      // What is over cannot be changed any more, so that the rest goes first.
      const fields = {
        ...(title !== undefined && { title: title.slice(0, MAX_TITLE_LENGTH) }),
        ...(severity && { ...(await reference(severity, signal)), urgency: urgencyOf(severity) }),
      };
      const changed = Object.keys(fields).length > 0 ? await put(id, fields, signal) : undefined;
      const moved = status ? await move(id, status, signal) : changed;
      return toSummary(moved ?? (await readIncident(id, signal)));
    },

    async raiseUrgency(id, signal) {
      await put(id, { urgency: 'high' }, signal);
    },

    async listOpen(serviceIds, signal) {
      const query = {
        'statuses[]': ['triggered', 'acknowledged'],
        'service_ids[]': serviceIds,
        date_range: 'all',
      };
      const call = { method: 'GET', path: '/incidents', query, signal } as const;
      return (await rest.list(call, 'incidents', IncidentJson)).map(toListed);
    },

    readSummary: async (id, signal) => toListed(await readIncident(id, signal)),

    async emailOf(personId, signal) {
      const path = `/users/${encodeURIComponent(personId)}`;
      try {
        return (await rest.call({ method: 'GET', path, signal }, UserAnswer)).user.email ?? null;
      } catch (error) {
        // Somebody who has left the account.
        if (error instanceof UpstreamError && error.status === 404) return null;
        throw error;
      }
    },

    async onCall(serviceId, signal) {
      const path = `/services/${encodeURIComponent(serviceId)}`;
      const { service } = await rest.call({ method: 'GET', path, signal }, ServiceAnswer);
      if (!service.escalation_policy) return [];
      const query = { 'escalation_policy_ids[]': [service.escalation_policy.id], 'include[]': ['users'] };
      const rows = await rest.list({ method: 'GET', path: '/oncalls', query, signal }, 'oncalls', OnCall);
      return readPeople(rows);
    },

    async createIncident({ key, title, details, serviceId, severity }, signal) {
      const incidentKey = key.slice(0, MAX_KEY_LENGTH);
      // People are paged without a priority rather than not at all; it is set as soon as it can be.
      const priority = await reference(severity, signal).catch(() => ({}));
      const body = {
        incident: {
          type: 'incident',
          title: title.slice(0, MAX_TITLE_LENGTH),
          incident_key: incidentKey,
          service: { id: serviceId, type: 'service_reference' },
          urgency: urgencyOf(severity),
          ...priority,
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
      const path = `${pathOf(id)}/notes`;
      const content = text.slice(0, MAX_NOTE_LENGTH);
      // Notes have no deduplication key: an earlier call of ours may have got through.
      const { notes } = await rest.call({ method: 'GET', path, signal }, NotesJson);
      const [firstLine] = content.split('\n');
      if (notes.some((note) => note.content?.split('\n')[0]?.trim() === firstLine?.trim())) return;
      // Once: whoever tries again looks again first.
      const call = { method: 'POST', path, body: { note: { content } }, signal, isOnce: true } as const;
      await rest.call(call, z.object({}));
    },

    async ping(signal) {
      await rest.call({ method: 'GET', path: '/services', query: { limit: '1' }, signal }, z.object({}));
    },
  };
}

/** What is worse wakes people up. */
function urgencyOf(severity: Severity): 'high' | 'low' {
  return severity === 'sev1' || severity === 'sev2' ? 'high' : 'low';
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
