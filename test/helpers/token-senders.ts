/** What senders that prove themselves by a token send, in the shape that they document, for tests that post it. */

/** One alert as Grafana 12 sends it. */
export function grafanaAlertOf(labels: Record<string, string> = {}, more: object = {}) {
  return {
    status: 'firing',
    labels: {
      alertname: 'Checkout latency',
      grafana_folder: 'Shop',
      service: 'checkout',
      severity: 'critical',
      ...labels,
    },
    annotations: { summary: 'Checkout answers in 3 s', runbook_url: 'https://wiki.example.com/checkout' },
    startsAt: '2026-11-23T10:00:00+01:00',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'https://grafana.example.com/alerting/grafana/ab12/view?orgId=1',
    fingerprint: 'c6eadffa33fcdf37',
    silenceURL: 'https://grafana.example.com/alerting/silence/new?alertmanager=grafana',
    dashboardURL: 'https://grafana.example.com/d/shop?orgId=1',
    panelURL: '',
    values: { B: 3.02, C: 1 },
    valueString: "[ var='B' labels={service=checkout} value=3.02 ]",
    ...more,
  };
}

/** The whole body. */
export function grafanaBodyOf(alerts: readonly unknown[], more: object = {}) {
  return {
    receiver: 'firewatch',
    status: 'firing',
    alerts,
    groupLabels: { alertname: 'Checkout latency', grafana_folder: 'Shop' },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'https://grafana.example.com/',
    version: '1',
    groupKey: '{}:{alertname="Checkout latency", grafana_folder="Shop"}',
    truncatedAlerts: 0,
    orgId: 1,
    title: '[FIRING:1] Checkout latency',
    state: 'alerting',
    message: '**Firing**',
    ...more,
  };
}

/** The payload of docs/sources/datadog.md as Datadog fills it for one group of a monitor. */
export function datadogBodyOf(fields: Readonly<Record<string, unknown>> = {}) {
  return {
    monitor: '1234',
    title: '[Triggered on {service:checkout}] Checkout is slow',
    transition: 'Triggered',
    date: '1795428000000',
    org: '55',
    type: 'error',
    priority: 'P2',
    scope: 'env:prod,service:checkout',
    tags: 'env:prod, monitor, service:checkout, team:shop',
    host: '$HOSTNAME',
    metric: 'trace.http.request.duration',
    status: 'trace.http.request.duration over service:checkout was > 2.0 on average during the last 5m.',
    text: 'Checkout answers slowly. @webhook-firewatch',
    link: 'https://app.datadoghq.com/monitors/1234?group=service%3Acheckout',
    snapshot: 'null',
    ...fields,
  };
}

/** The body of docs/sources/argocd.md as the template fills it for an application that was synced. */
export function argocdBodyOf(fields: Readonly<Record<string, unknown>> = {}) {
  return {
    app: 'checkout-prod',
    namespace: 'argocd',
    project: 'shop',
    service: 'checkout',
    repo: 'https://git.example.com/shop/deploy',
    destination: { namespace: 'shop-prod', server: 'https://kubernetes.default.svc' },
    operation: {
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      startedAt: '2026-11-23T10:00:00Z',
      finishedAt: '2026-11-23T10:01:30Z',
    },
    result: { revision: '0123456789abcdef0123456789abcdef01234567' },
    initiatedBy: { username: 'mira' },
    revision: '0123456789abcdef0123456789abcdef01234567',
    health: { status: 'Progressing', lastTransitionTime: '2026-11-23T10:01:20Z' },
    ...fields,
  };
}
