/** Events API v2: monitoring systems trigger, acknowledge and resolve by deduplication key. */
import { randomUUID } from 'node:crypto';
import type { Account } from '../account/account.js';
import type { Incidents } from '../account/incidents.js';
import type { Json } from '../account/present.js';
import { isObject, type RestAnswer } from '../rest/request.js';
import { createRateLimit } from '../rest/rate-limit.js';

const ACTIONS = ['trigger', 'acknowledge', 'resolve'];
const SEVERITIES = ['critical', 'error', 'warning', 'info'];
const MAX_SUMMARY = 1_024;
const MAX_KEY = 255;
/** Per integration key and minute. */
const USUAL_LIMIT = 120;

export function createEventsApi({
  account,
  incidents,
  now,
  perMinute = USUAL_LIMIT,
}: {
  account: Account;
  incidents: Incidents;
  now: () => number;
  perMinute?: number | undefined;
}) {
  const count = createRateLimit({ perMinute, now });

  /** `body` is what was posted to `/v2/enqueue`, parsed. */
  return (body: unknown): RestAnswer => {
    const event = isObject(body) ? body : {};
    const errors = findErrors(event);
    const service = account.serviceByKey(String(event['routing_key']));
    if (errors.length === 0 && !service) errors.push('Invalid routing key');
    if (errors.length > 0 || !service)
      return {
        status: 400,
        body: { status: 'invalid event', message: 'Event object is invalid', errors },
      };
    if (count(String(event['routing_key'])).isOver)
      return {
        status: 429,
        body: {
          status: 'throttle exceeded',
          message: 'Requests for this key are arriving too quickly. Retry later.',
        },
      };
    const key = typeof event['dedup_key'] === 'string' ? event['dedup_key'] : randomUUID();
    const by = { kind: 'service', service } as const;
    // An acknowledgement or an end of what is not open is dropped without a word.
    const open = incidents.findOpen(service, key);
    if (event['event_action'] === 'acknowledge' && open) incidents.acknowledge(open, by);
    if (event['event_action'] === 'resolve' && open) incidents.resolve(open, by);
    if (event['event_action'] === 'trigger' && !open) {
      const payload = isObject(event['payload']) ? event['payload'] : {};
      const isUrgent = payload['severity'] === 'critical' || payload['severity'] === 'error';
      incidents.create(
        {
          title: String(payload['summary']).slice(0, MAX_SUMMARY),
          service,
          key,
          urgency: isUrgent ? 'high' : 'low',
        },
        by,
      );
    }
    return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: key } };
  };
}

function findErrors(event: Json): string[] {
  const errors: string[] = [];
  const { routing_key: routingKey, event_action: action, dedup_key: key, payload } = event;
  if (typeof routingKey !== 'string') errors.push("'routing_key' is missing or blank");
  else if (routingKey.length !== 32)
    errors.push("Length of 'routing_key' is incorrect (should be 32 characters)");
  if (typeof action !== 'string' || !ACTIONS.includes(action)) errors.push("'event_action' is invalid");
  if (typeof key === 'string' && key.length > MAX_KEY) errors.push("'dedup_key' is too long");
  if (action !== 'trigger') {
    if (typeof key !== 'string') errors.push("'dedup_key' is missing or blank");
    return errors;
  }
  if (!isObject(payload)) return [...errors, "'payload' is missing or blank"];
  for (const field of ['summary', 'source'])
    if (typeof payload[field] !== 'string' || payload[field] === '')
      errors.push(`'payload.${field}' is missing or blank`);
  if (!SEVERITIES.includes(String(payload['severity']))) errors.push("'payload.severity' is invalid");
  return errors;
}
