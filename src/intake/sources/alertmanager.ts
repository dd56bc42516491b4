/** Alertmanager's webhook, version 4. */
import { z } from 'zod';
import { ALERTMANAGER_SOURCE, shortened, type Alert } from '../../incidents/alert.js';
import { alertFields, fingerprintOf, groupFields, groupKeyIn, readEach } from '../alert-group.js';
import { bearer } from '../bearer.js';
import { parseJson, parseWith } from '../payload.js';
import type { Source } from '../source.js';

const Envelope = z.object({
  version: z.literal('4', 'must be "4", the version of the webhook format this understands'),
  externalURL: z.string().nullish(),
  ...groupFields,
});
const WebhookAlert = z.object(alertFields);

export const alertmanager = (tokens: readonly string[] | null): Source => ({
  name: 'alertmanager',
  path: '/webhooks/alertmanager',
  ...bearer(tokens, 'ALERTMANAGER_TOKEN'),
  read({ body, receivedAt }) {
    const { truncated, ...parsed } = parseAlertmanager(parseJson(body), receivedAt);
    return truncated === 0
      ? parsed
      : {
          ...parsed,
          isCut: true,
          warning: `Alertmanager left ${truncated} alerts out, which are looked up where ALERTMANAGER_URL is set; raise max_alerts.`,
        };
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
  const groupKey = groupKeyIn(envelope);
  const sentBy = envelope.externalURL || undefined;
  const read = readEach(envelope.alerts, (entry, index) => ({
    ...toAlert(parseWith(WebhookAlert, entry, `alerts[${index}]`), groupKey, receivedAt),
    ...(sentBy !== undefined && { sentBy }),
  }));
  return { ...read, truncated: envelope.truncatedAlerts ?? 0 };
}

function toAlert(alert: z.output<typeof WebhookAlert>, groupKey: string | null, receivedAt: Date): Alert {
  const isResolved = alert.status === 'resolved';
  return {
    source: ALERTMANAGER_SOURCE,
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
