/**
 * Sentry's webhooks of an internal integration: issue alerts and metric alerts become alerts, and an issue that is resolved
 * or archived ends what its alerts began. Who the users are is in the events too; none of it is taken.
 */
import { z } from 'zod';
import type { Alert } from '../../incidents/alert.js';
import type { Service } from '../../incidents/service.js';
import { parseJson, parseWith } from '../payload.js';
import { signedBody } from '../signed-body.js';
import type { Delivery, Source } from '../source.js';
import { IssueAlert, issueAlert, IssueChange, issueEnd } from './sentry/issues.js';
import { MetricAlert, metricAlerts } from './sentry/metric-alerts.js';
import type { SentryContext } from './sentry/context.js';

/** Names what the body is about. */
const RESOURCE_HEADER = 'sentry-hook-resource';
const TIME_HEADER = 'sentry-hook-timestamp';

export const sentry = (secrets: readonly string[] | null, services: () => readonly Service[]): Source => {
  const signature = signedBody({
    secrets,
    header: 'sentry-hook-signature',
    prefix: '',
    variable: 'SENTRY_CLIENT_SECRET',
    place: "that is the client secret of the integration in Sentry's settings",
  });
  return {
    name: 'sentry',
    path: '/webhooks/sentry',
    ...signature,
    read: (delivery) => ({
      alerts: readAlerts(resourceOf(delivery), parseJson(delivery.body), {
        services: services(),
        sentAt: sentAt(delivery),
      }),
    }),
    sign: (body) => ({ ...signature.sign(body), [RESOURCE_HEADER]: guessResource(body) }),
  };
};

function readAlerts(resource: string, body: unknown, context: SentryContext): readonly Alert[] {
  switch (resource) {
    case 'event_alert':
      return [issueAlert(parseWith(IssueAlert, body), context)];
    case 'metric_alert':
      return metricAlerts(parseWith(MetricAlert, body), context);
    case 'issue':
      return issueEnd(parseWith(IssueChange, body), context);
    default:
      // `installation`, `comment`, `error`, and what Sentry adds.
      return [];
  }
}

function resourceOf({ headers, body }: Delivery): string {
  const resource = headers[RESOURCE_HEADER];
  return typeof resource === 'string' ? resource : guessResource(body);
}

/** In seconds or as a text, by version; a payload that is sent again has none. */
function sentAt({ headers, receivedAt }: Delivery): Date {
  const given = String(headers[TIME_HEADER] ?? '');
  const time = /^\d+$/.test(given) ? new Date(Number(given) * 1000) : new Date(given);
  // Nobody tells of what is to come.
  return time <= receivedAt ? time : receivedAt;
}

const Shape = z.object({ data: z.record(z.string(), z.unknown()) });
const RESOURCES = { event: 'event_alert', metric_alert: 'metric_alert', issue: 'issue' };

/** For a kept payload, whose headers are gone. */
function guessResource(body: Buffer): string {
  try {
    const { data } = Shape.parse(parseJson(body));
    return Object.entries(RESOURCES).find(([key]) => key in data)?.[1] ?? 'installation';
  } catch {
    return 'installation';
  }
}
