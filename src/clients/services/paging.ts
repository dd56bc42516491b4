/** How far an incident has been escalated in PagerDuty, and the next step. Everything is read there at the moment it is asked. */
import { z } from 'zod';
import { UncertainOutcomeError, UpstreamError, UserInputError } from '../../shared/errors.js';
import type { ActionPaging, PagedIncident } from '../../../tools/actions/services.js';
import { DEFAULT_API_URL, type PagerDutyOptions } from '../pagerduty.js';
import { createPagerDutyRest } from '../pagerduty-rest.js';

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
  const rest = createPagerDutyRest({ ...options, apiUrl: options.apiUrl ?? DEFAULT_API_URL });

  /** The key that it was created with, and another for each time that it opened again. */
  async function findOpen(service: string, incidentId: string, signal: AbortSignal): Promise<Incident> {
    const serviceId = options.serviceId(service);
    if (serviceId === null)
      throw new UserInputError(
        `The catalogue names no PagerDuty service for ${service}; add pagerduty.com/service-id.`,
      );
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

  async function describe(incident: Incident, signal: AbortSignal): Promise<PagedIncident> {
    const policy = incident.escalation_policy?.id;
    if (policy === undefined)
      throw new UserInputError(`${incident.id} has no escalation policy in PagerDuty; page by hand.`);
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
    const assigned = new Set((incident.assignments ?? []).map(({ assignee }) => assignee.id));
    const sorted = [...levels].toSorted(([a], [b]) => a - b);
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
    async escalate({ service, incidentId, id, level }, signal) {
      const path = `/incidents/${encodeURIComponent(id)}`;
      const body = { incident: { type: 'incident_reference', escalation_level: level } };
      try {
        await rest.call({ method: 'PUT', path, body, signal, isOnce: true }, z.object({}));
      } catch (error) {
        if (!(error instanceof UpstreamError) || isCertain(error)) throw error;
        const now = await find(service, incidentId, signal).catch(() => null);
        if (now?.id === id && now.level !== null && now.level >= level) return;
        const message = `${error.message} The escalation may have been taken all the same: look at ${id} first.`;
        throw new UncertainOutcomeError('pagerduty', message, { cause: error });
      }
    },
  };
}

/** Of a refusal PagerDuty has told the reason; anything else may have been taken. */
function isCertain({ status }: UpstreamError): boolean {
  return status !== undefined && status >= 400 && status < 500;
}
