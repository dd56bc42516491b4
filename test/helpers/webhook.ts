/** Alertmanager's webhook as it really comes, for tests that post it. */

let counter = 0;

/** One alert as Alertmanager sends it; `labels` are merged over those of an error-rate alert for checkout. */
export function alertOf(
  alert: {
    status?: 'firing' | 'resolved';
    labels?: Readonly<Record<string, string>>;
    annotations?: Readonly<Record<string, string>>;
    startsAt?: string;
    endsAt?: string;
    fingerprint?: string;
  } = {},
) {
  counter += 1;
  const { status = 'firing' } = alert;
  return {
    status,
    labels: { alertname: 'CheckoutErrors', service: 'checkout', severity: 'critical', ...alert.labels },
    annotations: { summary: 'Half of all checkouts fail', ...alert.annotations },
    startsAt: alert.startsAt ?? new Date().toISOString(),
    endsAt: alert.endsAt ?? (status === 'firing' ? '0001-01-01T00:00:00Z' : new Date().toISOString()),
    generatorURL: 'http://prometheus:9090/graph?g0.expr=up&g0.tab=1',
    fingerprint: alert.fingerprint ?? counter.toString(16).padStart(16, '0'),
  };
}

/** Alertmanager's webhook, version 4, with the fields that Alertmanager 0.25 sends. */
export function webhookOf(...alerts: readonly ReturnType<typeof alertOf>[]) {
  const [first] = alerts;
  return {
    receiver: 'firewatch',
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    alerts,
    groupLabels: {},
    commonLabels: first?.labels ?? {},
    commonAnnotations: first?.annotations ?? {},
    externalURL: 'http://alertmanager:9093',
    version: '4',
    groupKey: '{}:{}',
    truncatedAlerts: 0,
  };
}

export const WEBHOOK = '/webhooks/alertmanager';
