/**
 * PagerDuty's webhooks, version 3: an incident there is an alert here. What Firewatch opened at PagerDuty itself is left
 * out, or it would answer its own echo. What people do with an incident there (acknowledge, reassign, note …) is passed on
 * for the incident here of which it is the copy.
 */
import { z } from 'zod';
import { PAGERDUTY_SOURCE, type Alert } from '../../incidents/alert.js';
import { alertOfPaged, type PagedFacts } from '../../incidents/paging/paged-alert.js';
import type { Service } from '../../incidents/service.js';
import { parseJson, parseWith, Time } from '../payload.js';
import { signedBody } from '../signed-body.js';
import type { Source } from '../source.js';
import { readPagingEvent } from './pagerduty/paging-event.js';

/** `sync-paging` begins the keys of its incidents with it. */
const OWN_KEY = /^firewatch:/;

const Reference = z.object({ id: z.string(), summary: z.string().nullish() });

const Incident = z.object({
  id: z.string('must be the id of the incident').min(1).max(128),
  html_url: z.string().nullish(),
  number: z.number().nullish(),
  incident_key: z.string().nullish(),
  created_at: Time,
  title: z.string().nullish(),
  service: Reference.nullish(),
  escalation_policy: Reference.nullish(),
  teams: z.array(Reference).nullish(),
  priority: Reference.nullish(),
  urgency: z.string().nullish(),
});

/** What is in `data` depends on the event, so it is read only where it is of use. */
const Webhook = z.object({
  event: z.object({
    id: z.string().nullish(),
    event_type: z.string('must be a type of event such as incident.triggered'),
    occurred_at: Time,
    data: z.unknown(),
  }),
});

export const pagerduty = (secrets: readonly string[] | null, services: () => readonly Service[]): Source => ({
  name: PAGERDUTY_SOURCE,
  path: '/webhooks/pagerduty',
  ...signedBody({
    secrets,
    header: 'x-pagerduty-signature',
    prefix: 'v1=',
    variable: 'PAGERDUTY_WEBHOOK_SECRET',
    place: 'that PagerDuty showed when the webhook subscription was made',
  }),
  read({ body }) {
    const webhook = parseJson(body);
    const alerts = parsePagerDuty(webhook, services());
    const { event } = parseWith(Webhook, webhook);
    const pagingEvent = readPagingEvent(event.event_type, event.data);
    return { alerts, ...(pagingEvent && { pagingEvents: [pagingEvent] }) };
  },
});

/** @throws UserInputError naming the field that is wrong. */
export function parsePagerDuty(body: unknown, services: readonly Service[]): readonly Alert[] {
  const { event } = parseWith(Webhook, body);
  if (!TELLS.has(event.event_type)) return [];
  const incident = parseWith(Incident, event.data, 'event.data');
  if (OWN_KEY.test(incident.incident_key ?? '')) return [];
  const at = event.occurred_at;
  const alert = alertOfPaged(factsOf(incident), services);
  switch (event.event_type) {
    case 'incident.triggered':
      return [{ ...alert, status: 'firing', startsAt: incident.created_at, endsAt: null }];
    case 'incident.reopened':
      return [{ ...alert, status: 'firing', startsAt: at, endsAt: null }];
    default:
      // An episode without length, at which all that began before end: it may have been reopened since it was created.
      return [{ ...alert, status: 'resolved', startsAt: at, endsAt: at }];
  }
}

const TELLS = new Set(['incident.triggered', 'incident.reopened', 'incident.resolved']);

function factsOf(incident: z.output<typeof Incident>): PagedFacts {
  const { id, service } = incident;
  return {
    id,
    number: incident.number ?? null,
    title: incident.title ?? null,
    url: incident.html_url ?? null,
    service: service ? { id: service.id, name: service.summary ?? null } : null,
    policy: incident.escalation_policy?.summary ?? null,
    team: incident.teams?.[0]?.summary ?? null,
    priority: incident.priority?.summary ?? null,
    urgency: incident.urgency ?? null,
  };
}
