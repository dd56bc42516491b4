/** One alert: as Alertmanager sends it, a version 4 group of one alert, and as Prometheus sends it to Alertmanager. */

const GENERATOR = 'http://prometheus.example:9090/graph?g0.expr=job%3Aerrors%3Aratio+%3E+0.03&g0.tab=1';

/** `id` makes the alert a new one; equal ids are the same alert. */
export function buildWebhookBody(id: number, startsAt: Date): { fingerprint: string; body: string } {
  const { fingerprint, labels, annotations } = describe(id);
  const body = JSON.stringify({
    receiver: 'firewatch',
    status: 'firing',
    alerts: [
      {
        status: 'firing',
        labels,
        annotations,
        startsAt: startsAt.toISOString(),
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: GENERATOR,
        fingerprint,
      },
    ],
    groupLabels: { alertname: 'HighErrorRate', shard: fingerprint },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: 'http://alertmanager.example:9093',
    version: '4',
    groupKey: `{}:{alertname="HighErrorRate", shard="${fingerprint}"}`,
    truncatedAlerts: 0,
  });
  return { fingerprint, body };
}

/** The same alert. */
export function buildAlertBody(id: number, startsAt: Date): { fingerprint: string; body: string } {
  const { fingerprint, labels, annotations } = describe(id);
  const alert = { labels, annotations, startsAt: startsAt.toISOString(), generatorURL: GENERATOR };
  return { fingerprint, body: JSON.stringify([alert]) };
}

function describe(id: number) {
  const fingerprint = id.toString(16).padStart(16, '0');
  const instance = `10.${(id >> 16) & 255}.${(id >> 8) & 255}.${id & 255}:8080`;
  const labels = {
    alertname: 'HighErrorRate',
    cluster: 'eu-1',
    instance,
    job: 'checkout',
    service: 'checkout',
    severity: 'critical',
    shard: fingerprint,
  };
  const annotations = {
    summary: `7.3% of the requests to checkout on ${instance} fail`,
    description: 'Users get errors from checkout. The cause may lie in a service behind it.',
  };
  return { fingerprint, labels, annotations };
}
