/** Alertmanager's webhook, version 4. Unknown fields are ignored; one bad alert does not cost its companions. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Alert } from '../../incidents/alert.js';
import { UserInputError } from '../../shared/errors.js';
import { bearer } from '../bearer.js';
import { parseJson, parseWith, Time } from '../payload.js';
import type { Source } from '../source.js';

/** Programs in Go write null for an empty map. */
const Labels = z.record(z.string(), z.string('must be text'));

const Envelope = z.object({
  version: z.literal('4', 'must be "4", the version of the webhook format this understands'),
  groupKey: z.string().nullish(),
  groupLabels: Labels.nullish(),
  truncatedAlerts: z.number().nullish(),
  alerts: z.array(z.unknown(), 'must be a list of alerts'),
});

/** Characters of one annotation; labels stay whole, because they say which alert it is. */
const MAX_ANNOTATION = 8 * 1024;

const WebhookAlert = z.object({
  status: z.enum(['firing', 'resolved'], 'must be "firing" or "resolved"'),
  labels: Labels,
  annotations: Labels.nullish().transform((annotations) => annotations ?? {}),
  startsAt: Time,
  /** The year 1 while it fires. */
  endsAt: Time.nullish(),
  generatorURL: z.string().nullish(),
  fingerprint: z.string().max(128).nullish(),
});

export const alertmanager = (token: string | null): Source => ({
  name: 'alertmanager',
  path: '/webhooks/alertmanager',
  ...bearer(token, 'ALERTMANAGER_TOKEN'),
  read({ body, receivedAt }) {
    const { truncated, ...parsed } = parseAlertmanager(parseJson(body), receivedAt);
    return truncated === 0
      ? parsed
      : { ...parsed, warning: `Alertmanager left ${truncated} alerts out; raise max_alerts.` };
  },
});

export interface ParsedWebhook {
  readonly alerts: readonly Alert[];
  /** One sentence per alert that could not be read. */
  readonly problems: readonly string[];
  /** Alerts the sender left out of this body. */
  readonly truncated: number;
}

/** @throws UserInputError when not even the envelope can be read. */
export function parseAlertmanager(body: unknown, receivedAt: Date): ParsedWebhook {
  const envelope = parseWith(Envelope, body);
  // Without group_by all alerts share the empty group: that is no grouping at all.
  const isGrouped = Object.keys(envelope.groupLabels ?? {}).length > 0;
  const groupKey = isGrouped ? (envelope.groupKey ?? null) : null;
  const alerts: Alert[] = [];
  const problems: string[] = [];
  for (const [index, raw] of envelope.alerts.entries()) {
    try {
      alerts.push(toAlert(parseWith(WebhookAlert, raw, `alerts[${index}]`), groupKey, receivedAt));
    } catch (error) {
      if (!(error instanceof UserInputError)) throw error;
      problems.push(error.message);
    }
  }
  return { alerts, problems, truncated: envelope.truncatedAlerts ?? 0 };
}

function toAlert(alert: z.output<typeof WebhookAlert>, groupKey: string | null, receivedAt: Date): Alert {
  const isResolved = alert.status === 'resolved';
  return {
    source: 'alertmanager',
    fingerprint: alert.fingerprint || fingerprintOf(alert.labels),
    status: alert.status,
    name: alert.labels['alertname'] || 'unnamed alert',
    labels: alert.labels,
    annotations: shortened(alert.annotations),
    startsAt: alert.startsAt,
    endsAt: isResolved ? (alert.endsAt ?? receivedAt) : null,
    generatorUrl: alert.generatorURL ?? null,
    groupKey,
  };
}

function shortened(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(annotations).map(([name, text]) => [
      name,
      text.length > MAX_ANNOTATION ? `${text.slice(0, MAX_ANNOTATION)}… (cut)` : text,
    ]),
  );
}

/** For senders that speak the format without fingerprints: a hash of the sorted labels. */
function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}
