/**
 * How far an incident has been escalated in PagerDuty, the next step, and help from others. Everything is read there at the
 * moment it is asked.
 */
import { z } from 'zod';
import { UserInputError } from '../../shared/errors.js';
import type { ActionPaging, PagedIncident } from '../../../tools/actions/ports/paging.js';
import { createPagerDutyRest, type PagerDutyOptions } from '../pagerduty-rest.js';
import { askOnce } from './ask-once.js';
import { createResponders, type Levels } from './responders.js';

const Reference = z.object({ id: z.string() });

const Incident = z.object({
  id: z.string(),
  status: z.enum(['triggered', 'acknowledged', 'resolved']),
  incident_key: z.string().nullish(),
  escalation_policy: Reference.nullish(),
  assignments: z.array(z.object({ assignee: Reference })).nullish(),
});
type Incident = z.output<typeof Incident>;

const OnCall = z.object({
  escalation_level: z.number(),
  user: z.object({ id: z.string(), name: z.string().nullish(), summary: z.string().nullish() }).nullish(),
});

export function createPaging(
  options: PagerDutyOptions & {
    /** Id in PagerDuty of a service of the catalogue; null when the catalogue names none. */
    readonly serviceId: (service: string) => string | null;
  },
): ActionPaging {
  const rest = createPagerDutyRest(options);

  function serviceIdOf(service: string): string {
    const id = options.serviceId(service);
    if (id !== null) return id;
    throw new UserInputError(
      `The catalogue names no PagerDuty service for ${service}; add pagerduty.com/service-id.`,
    );
  }

  /** The key that it was created with, and another for each time that it opened again. */
  async function findOpen(service: string, incidentId: string, signal: AbortSignal): Promise<Incident> {
    const serviceId = serviceIdOf(service);
    const query = {
      'statuses[]': ['triggered', 'acknowledged'],
      'service_ids[]': [serviceId],
      date_range: 'all', // else only the last month is searched
    };
    const open = await rest.list({ method: 'GET', path: '/incidents', query, signal }, 'incidents', Incident);
    const key = `firewatch:${incidentId}`;
    const ours = open.filter(({ incident_key: its }) => its === key || its?.startsWith(`${key}:`));
    const newest = ours.at(-1);
    if (newest) return newest;
    throw new UserInputError(
      `This incident is not open in PagerDuty at the service of ${service}; page by hand.`,
    );
  }

  /** Who is on call: names by id, for each level that has somebody, the first one first. */
  async function readLevels(policy: string, signal: AbortSignal): Promise<Levels> {
    const rows = await rest.list(
      {
        method: 'GET',
        path: '/oncalls',
        query: { 'escalation_policy_ids[]': [policy], 'include[]': ['users'] },
        signal,
      },
      'oncalls',
      OnCall,
    );
    const levels = new Map<number, Map<string, string>>();
    for (const { user, escalation_level: level } of rows) {
      if (!user) continue;
      const people = levels.get(level) ?? new Map<string, string>();
      levels.set(level, people.set(user.id, user.name ?? user.summary ?? user.id));
    }
    return [...levels].toSorted(([a], [b]) => a - b);
  }

  async function describe(incident: Incident, signal: AbortSignal): Promise<PagedIncident> {
    const policy = incident.escalation_policy?.id;
    if (policy === undefined)
      throw new UserInputError(`${incident.id} has no escalation policy in PagerDuty; page by hand.`);
    const sorted = await readLevels(policy, signal);
    const assigned = new Set((incident.assignments ?? []).map(({ assignee }) => assignee.id));
    const level =
      sorted.findLast(([, people]) => [...people.keys()].some((id) => assigned.has(id)))?.[0] ?? null;
    const next = level === null ? undefined : sorted.find(([other]) => other > level);
    return {
      id: incident.id,
      isAcknowledged: incident.status === 'acknowledged',
      level,
      next: next ? { level: next[0], people: [...next[1].values()].toSorted() } : null,
    };
  }

  const find = async (service: string, incidentId: string, signal: AbortSignal) =>
    describe(await findOpen(service, incidentId, signal), signal);

  return {
    find,
    ...createResponders({ rest, fromEmail: options.fromEmail, findOpen, serviceIdOf, readLevels }),
    async escalate({ service, incidentId, id, level }, signal) {
      const path = `/incidents/${encodeURIComponent(id)}`;
      const body = { incident: { type: 'incident_reference', escalation_level: level } };
      await askOnce({
        ask: () => rest.call({ method: 'PUT', path, body, signal, isOnce: true }, z.object({})),
        async wasTaken() {
          const now = await find(service, incidentId, signal);
          return now.id === id && now.level !== null && now.level >= level;
        },
        unclear: `The escalation may have been taken all the same: look at ${id} first.`,
      });
    },
  };
}
