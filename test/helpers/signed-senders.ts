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
