/** Alertmanager's webhook message, version 4. */
import { formatLabelSet, type LabelSet } from '../label-set.js';
import { fingerprintOf } from './fingerprint.js';

/** An alert on its way to a receiver. */
export interface OutgoingAlert {
  readonly labels: LabelSet;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAtMs: number;
  /** Undefined while firing. */
  readonly endsAtMs: number | undefined;
  readonly generatorUrl: string;
}

export interface WebhookMessage {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly {
    readonly status: 'firing' | 'resolved';
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
    readonly startsAt: string;
    readonly endsAt: string;
    readonly generatorURL: string;
    readonly fingerprint: string;
  }[];
  readonly groupLabels: Record<string, string>;
  readonly commonLabels: Record<string, string>;
  readonly commonAnnotations: Record<string, string>;
  readonly externalURL: string;
  readonly version: '4';
  readonly groupKey: string;
  readonly truncatedAlerts: number;
}

const NOT_ENDED = '0001-01-01T00:00:00Z'; // Go's zero time, which Alertmanager sends while an alert fires.

/** Builds the message for one group; alerts are ordered by labels. */
export function buildWebhookMessage(options: {
  alerts: readonly OutgoingAlert[];
  groupLabels: LabelSet;
  receiver: string;
  externalUrl: string;
}): WebhookMessage {
  const alerts = options.alerts.toSorted((a, b) => (a.labels.key < b.labels.key ? -1 : 1));
  return {
    receiver: options.receiver,
    status: alerts.some(({ endsAtMs }) => endsAtMs === undefined) ? 'firing' : 'resolved',
    alerts: alerts.map((alert) => ({
      status: alert.endsAtMs === undefined ? 'firing' : 'resolved',
      labels: Object.fromEntries(alert.labels.values),
      annotations: { ...alert.annotations },
      startsAt: formatTime(alert.startsAtMs),
      endsAt: alert.endsAtMs === undefined ? NOT_ENDED : formatTime(alert.endsAtMs),
      generatorURL: alert.generatorUrl,
      fingerprint: fingerprintOf(alert.labels),
    })),
    groupLabels: Object.fromEntries(options.groupLabels.values),
    commonLabels: commonEntries(alerts.map(({ labels }) => Object.fromEntries(labels.values))),
    commonAnnotations: commonEntries(alerts.map(({ annotations }) => annotations)),
    externalURL: options.externalUrl,
    version: '4',
    groupKey: `{}:${formatLabelSet(options.groupLabels)}`,
    truncatedAlerts: 0,
  };
}

/** RFC 3339 as Go writes it: no zeros at the end of the fraction. */
function formatTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.?0+Z$/, 'Z');
}

function commonEntries(records: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const [first = {}, ...rest] = records;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => rest.every((record) => record[name] === value)),
  );
}
