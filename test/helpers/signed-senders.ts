/** What senders that sign their requests send, in the shape that they document, for tests that post it. */
import { createHmac } from 'node:crypto';

const hmac = (secret: string, body: string) => createHmac('sha256', secret).update(body).digest('hex');

/** As GitHub does. */
export const githubHeaders = (event: string, secret: string, body: string) => ({
  'content-type': 'application/json',
  'user-agent': 'GitHub-Hookshot/044aadd',
  'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  'x-github-event': event,
  'x-github-hook-id': '292430182',
  'x-hub-signature-256': `sha256=${hmac(secret, body)}`,
});

/** As PagerDuty does; with several secrets while one replaces another. */
export const pagerDutyHeaders = (secrets: readonly string[], body: string) => ({
  'content-type': 'application/json',
  'user-agent': 'PagerDuty-Webhook/V3.0',
  'x-webhook-id': 'a1b2c3d4-0000-4000-8000-000000000001',
  'x-webhook-subscription': 'PSUBSCR',
  'x-pagerduty-signature': secrets.map((secret) => `v1=${hmac(secret, body)}`).join(','),
});

/** As Sentry does. */
export const sentryHeaders = (resource: string, secret: string, body: string) => ({
  'content-type': 'application/json',
  'request-id': '2b1ae0f4-3e1f-4d55-9bd8-1ac1e2a3f3b1',
  'sentry-hook-resource': resource,
  'sentry-hook-timestamp': String(Math.floor(Date.now() / 1000)),
  'sentry-hook-signature': hmac(secret, body),
});

const REPOSITORY = {
  id: 186853002,
  name: 'shop-checkout',
  full_name: 'acme/shop-checkout',
  private: true,
  owner: { login: 'acme', type: 'Organization' },
  html_url: 'https://github.com/acme/shop-checkout',
  default_branch: 'main',
  pushed_at: '2026-11-23T09:58:40Z',
};
const ACCOUNT = { login: 'mona', id: 21031067, type: 'User', site_admin: false };
export const SHA = 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e';

export function githubDeployment(more: object = {}) {
  return {
    url: 'https://api.github.com/repos/acme/shop-checkout/deployments/145988746',
    id: 145988746,
    node_id: 'MDEwOkRlcGxveW1lbnQxNDU5ODg3NDY=',
    sha: SHA,
    ref: 'v2.4.0',
    task: 'deploy',
    payload: {},
    original_environment: 'production',
    environment: 'production',
    description: null,
    creator: ACCOUNT,
    created_at: '2026-11-23T10:00:00Z',
    updated_at: '2026-11-23T10:00:00Z',
    transient_environment: false,
    production_environment: true,
    ...more,
  };
}

const asked = (more: object) => ({ repository: REPOSITORY, sender: ACCOUNT, ...more });

export const githubDeploymentBody = (deployment: object = {}) =>
  asked({ action: 'created', deployment: githubDeployment(deployment), workflow: null, workflow_run: null });

export const githubStatusBody = (status: object = {}, deployment: object = {}) =>
  asked({
    action: 'created',
    deployment_status: {
      id: 209916254,
      state: 'success',
      creator: ACCOUNT,
      description: '',
      environment: 'production',
      target_url: '',
      log_url: '',
      created_at: '2026-11-23T10:04:00Z',
      updated_at: '2026-11-23T10:04:00Z',
      ...status,
    },
    deployment: githubDeployment(deployment),
    check_run: null,
    workflow: null,
    workflow_run: null,
  });

export const githubRunBody = (run: object = {}, action = 'completed') =>
  asked({
    action,
    workflow: { id: 2823525, name: 'Deploy', path: '.github/workflows/deploy.yml', state: 'active' },
    workflow_run: {
      id: 289782451,
      name: 'Deploy',
      path: '.github/workflows/deploy.yml',
      display_title: 'Charge in the currency of the basket',
      run_number: 17,
      run_attempt: 1,
      event: 'push',
      status: 'completed',
      conclusion: 'success',
      head_branch: 'main',
      head_sha: SHA,
      html_url: 'https://github.com/acme/shop-checkout/actions/runs/289782451',
      actor: ACCOUNT,
      triggering_actor: { ...ACCOUNT, login: 'hubot' },
      created_at: '2026-11-23T09:59:00Z',
      run_started_at: '2026-11-23T09:59:00Z',
      updated_at: '2026-11-23T10:05:00Z',
      head_repository: { id: 186853002, full_name: 'acme/shop-checkout', fork: false },
      ...run,
    },
  });

export const githubPushBody = (push: object = {}) => ({
  ref: 'refs/heads/main',
  before: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
  after: SHA,
  created: false,
  deleted: false,
  forced: false,
  base_ref: null,
  compare: 'https://github.com/acme/shop-checkout/compare/6113728f27ae...f95f852bd8fc',
  commits: [
    { id: SHA, message: 'Charge in the currency of the basket\n\nIt was always euros.', distinct: true },
  ],
  head_commit: { id: SHA, message: 'Charge in the currency of the basket\n\nIt was always euros.' },
  pusher: { name: 'mona', email: 'mona@example.com' },
  repository: { ...REPOSITORY, pushed_at: 1_795_427_920 },
  sender: ACCOUNT,
  ...push,
});

export const githubPingBody = () => ({
  zen: 'Half measures are as bad as nothing at all.',
  hook_id: 292430182,
  hook: { type: 'Repository', id: 292430182, name: 'web', active: true, events: ['deployment_status'] },
  ...asked({}),
});

/** One event about one incident; `incident` is merged over a triggered one. */
export function pagerDutyBody(
  eventType: string,
  { occurredAt = '2026-11-23T10:00:00Z', ...incident }: Record<string, unknown> = {},
) {
  const reference = (id: string, type: string, summary: string) => ({
    html_url: `https://acme.pagerduty.com/${type}s/${id}`,
    id,
    self: `https://api.pagerduty.com/${type}s/${id}`,
    summary,
    type: `${type}_reference`,
  });
  return {
    event: {
      id: '5ac64822-4adc-4fda-ade0-410becf0de4f',
      event_type: eventType,
      resource_type: 'incident',
      occurred_at: occurredAt,
      agent: reference('PLH1HKV', 'user', 'Tenex Engineer'),
      client: { name: 'PagerDuty' },
      data: {
        id: 'PGR0VU2',
        type: 'incident',
        self: 'https://api.pagerduty.com/incidents/PGR0VU2',
        html_url: 'https://acme.pagerduty.com/incidents/PGR0VU2',
        number: 2,
        status: 'triggered',
        incident_key: 'd3640fbd41094207a1c11e58e46b1662',
        created_at: '2026-11-23T10:00:00Z',
        title: 'Checkout answers slowly',
        service: reference('PF9KMXH', 'service', 'Checkout (production)'),
        assignees: [reference('PTUXL6G', 'user', 'User 123')],
        escalation_policy: reference('PUS0KTE', 'escalation_policy', 'Shop'),
        teams: [reference('PFCVPS0', 'team', 'Shop')],
        priority: reference('PSO75BM', 'priority', 'P2'),
        urgency: 'high',
        conference_bridge: null,
        resolve_reason: null,
        ...incident,
      },
    },
  };
}

const SENTRY = {
  actor: { id: 'sentry', name: 'Sentry', type: 'application' },
  installation: { uuid: 'a8e5d37a-696c-4c54-adb5-b3f28d64c7de' },
};

export const sentryIssueAlertBody = (event: object = {}) => ({
  action: 'triggered',
  ...SENTRY,
  data: {
    event: {
      event_id: 'e4874d664c3540c1a32eab185f12c5ab',
      issue_id: '1117540176',
      issue_url: 'https://sentry.io/api/0/issues/1117540176/',
      url: 'https://sentry.io/api/0/projects/acme/shop-front/events/e4874d664c3540c1a32eab185f12c5ab/',
      web_url:
        'https://sentry.io/organizations/acme/issues/1117540176/events/e4874d664c3540c1a32eab185f12c5ab/',
      title: 'TypeError: basket is undefined',
      message: '',
      type: 'error',
      level: 'error',
      culprit: 'checkout/pay in charge',
      platform: 'javascript',
      project: 1,
      release: null,
      datetime: '2026-11-23T10:00:00.677000Z',
      timestamp: 1795428000.677,
      metadata: { type: 'TypeError', value: 'basket is undefined', filename: 'pay.js' },
      tags: [
        ['environment', 'production'],
        ['release', 'shop-front@2.4.0'],
        ['user', 'ip:198.51.100.7'],
      ],
      user: { ip_address: '198.51.100.7', email: 'ada@example.com' },
      request: { url: 'https://shop.example.com/pay', headers: [['User-Agent', 'Mozilla/5.0']] },
      ...event,
    },
    triggered_rule: 'Payments fail',
  },
});

export const sentryIssueBody = (action: string, issue: object = {}) => ({
  action,
  ...SENTRY,
  data: {
    issue: {
      id: '1117540176',
      shortId: 'SHOP-FRONT-9',
      title: 'TypeError: basket is undefined',
      culprit: 'checkout/pay in charge',
      level: 'error',
      status: action === 'resolved' ? 'resolved' : 'unresolved',
      substatus: null,
      statusDetails: {},
      project: { id: '1', name: 'shop-front', slug: 'shop-front', platform: 'javascript' },
      web_url: 'https://sentry.io/organizations/acme/issues/1117540176/',
      permalink: null,
      firstSeen: '2026-11-23T09:59:00.000000Z',
      lastSeen: '2026-11-23T10:00:00.000000Z',
      count: '7',
      userCount: 3,
      ...issue,
    },
  },
});

export const sentryMetricAlertBody = (action: string, metricAlert: object = {}) => ({
  action,
  ...SENTRY,
  data: {
    description_text: '1000 events in the last 10 minutes\nFilter: level:error',
    description_title: `${action === 'resolved' ? 'Resolved' : 'Critical'}: Too many errors`,
    metric_alert: {
      id: '4',
      identifier: '1',
      organization_id: '5',
      title: 'Sacred Marmot',
      status: 20,
      date_created: '2026-11-23T10:01:00.000000Z',
      date_detected: '2026-11-23T10:01:00.000000Z',
      date_started: '2026-11-23T09:55:00.000000Z',
      date_closed: null,
      projects: ['shop-front'],
      alert_rule: {
        id: '7',
        name: 'Too many errors',
        aggregate: 'count()',
        query: 'level:error',
        dataset: 'events',
        environment: null,
        projects: ['shop-front'],
        time_window: 10,
        triggers: [],
      },
      ...metricAlert,
    },
    web_url: 'https://sentry.io/organizations/acme/alerts/1/',
  },
});
