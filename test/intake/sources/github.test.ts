import { describe, expect, test } from '@jest/globals';
import { github } from '../../../src/intake/sources/github.js';
import { buildCatalog } from '../../helpers/small-catalog.js';
import {
  githubDeploymentBody,
  githubPingBody,
  githubPushBody,
  githubRunBody,
  githubStatusBody,
  SHA,
} from '../../helpers/signed-senders.js';

const receivedAt = new Date('2026-11-23T10:06:00Z');
const catalog = (...names: readonly string[]) =>
  buildCatalog(Object.fromEntries(names.map((name) => [name, { repository: 'Acme/shop-checkout' }])));

function read(
  event: string,
  body: unknown,
  { services = catalog('checkout'), headers = {}, text = JSON.stringify(body) } = {},
) {
  return github(['a secret'], () => services.list()).read({
    headers: { 'x-github-event': event, ...headers },
    body: Buffer.from(text),
    receivedAt,
  });
}
const one = (...args: Parameters<typeof read>) => read(...args).changes?.[0];

describe('what GitHub sends', () => {
  test('of deployments becomes their beginning and their end', () => {
    expect(one('deployment', githubDeploymentBody())).toEqual({
      id: 'deployment:acme/shop-checkout:145988746',
      source: 'github',
      kind: 'deploy',
      service: 'checkout',
      summary: 'Deployment of v2.4.0 (f95f852) to production was begun',
      version: 'f95f852',
      author: 'mona',
      at: new Date('2026-11-23T10:00:00Z'),
    });
    expect(one('deployment_status', githubStatusBody())).toEqual({
      id: 'deployment-status:acme/shop-checkout:209916254',
      source: 'github',
      kind: 'deploy',
      service: 'checkout',
      summary: 'Deployment of v2.4.0 (f95f852) to production succeeded',
      version: 'f95f852',
      author: 'mona',
      at: new Date('2026-11-23T10:04:00Z'),
    });
  });

  test.each([
    [{ state: 'failure', description: 'Pod did not start' }, {}, 'production failed: Pod did not start'],
    [
      { state: 'error' },
      { ref: SHA, task: 'rollback' },
      'Deployment (rollback) of f95f852 to production ended with an error',
    ],
  ])('of a status tells how it ended: %j', (status, deployment, words) => {
    expect(one('deployment_status', githubStatusBody(status, deployment))?.summary).toContain(words);
  });

  test('of a run that deploys becomes a change, a second attempt another one', () => {
    expect(one('workflow_run', githubRunBody())).toEqual({
      id: 'workflow-run:acme/shop-checkout:289782451:1',
      source: 'github',
      kind: 'deploy',
      service: 'checkout',
      summary: 'Workflow Deploy on main (f95f852) succeeded: Charge in the currency of the basket',
      version: 'f95f852',
      author: 'hubot',
      at: new Date('2026-11-23T10:05:00Z'),
    });
    expect(one('workflow_run', githubRunBody({ run_attempt: 2 }))?.id).toMatch(/:2$/);
  });

  test('of a push to the default branch becomes a change', () => {
    expect(one('push', githubPushBody())).toEqual({
      id: 'push:acme/shop-checkout:6113728f27ae...f95f852bd8fc',
      source: 'github',
      kind: 'other',
      service: 'checkout',
      summary: '1 commit pushed to main: Charge in the currency of the basket',
      version: 'f95f852',
      author: 'mona',
      at: new Date(1_795_427_920_000),
    });
  });

  test.each([
    ['a preview of a pull request', 'deployment', githubDeploymentBody({ transient_environment: true })],
    ['a preview that is ready', 'deployment_status', githubStatusBody({}, { transient_environment: true })],
    ['a deployment under way', 'deployment_status', githubStatusBody({ state: 'in_progress' })],
    ['one that another replaced', 'deployment_status', githubStatusBody({ state: 'inactive' })],
    ['a run that began', 'workflow_run', githubRunBody({ conclusion: null }, 'requested')],
    ['a run of tests', 'workflow_run', githubRunBody({ name: 'Tests', path: '.github/workflows/test.yml' })],
    ['a run that was skipped', 'workflow_run', githubRunBody({ conclusion: 'skipped' })],
    ['a run of a fork', 'workflow_run', githubRunBody({ head_repository: { full_name: 'eve/shop' } })],
    ['a push to another branch', 'push', githubPushBody({ ref: 'refs/heads/experiment' })],
    ['a tag called like the branch', 'push', githubPushBody({ ref: 'refs/tags/main' })],
    ['the end of a branch', 'push', githubPushBody({ deleted: true, head_commit: null })],
    ['a ping', 'ping', githubPingBody()],
    ['an event nobody asked for', 'star', { action: 'created' }],
  ])('of %s is nothing', (_, event, body) => {
    expect(read(event, body)).toEqual({});
  });

  test.each([
    ['the service that the deployment names', catalog('checkout'), { service: 'payments' }, 'payments'],
    ['the one whose repository it is', catalog('search'), {}, 'search'],
    ['the repository, where nobody knows it', catalog(), {}, 'shop-checkout'],
    ['the repository, where several live in it', catalog('web', 'search'), '{"x":1}', 'shop-checkout'],
  ])('is about %s', (_, services, payload, service) => {
    expect(one('deployment', githubDeploymentBody({ payload }), { services })?.service).toBe(service);
  });

  test('is also taken as a form, which is what GitHub offers first', () => {
    const text = new URLSearchParams({ payload: JSON.stringify(githubPushBody()) }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };

    expect(one('push', null, { text, headers })?.version).toBe('f95f852');
  });

  test.each([
    ['deployment', githubDeploymentBody(), 'deployment'],
    ['deployment of a workflow', { ...githubDeploymentBody(), workflow_run: { id: 1 } }, 'deployment'],
    ['status', githubStatusBody(), 'deployment_status'],
    ['run', githubRunBody(), 'workflow_run'],
    ['push', githubPushBody(), 'push'],
    ['ping', githubPingBody(), 'ping'],
    ['nonsense', [], 'ping'],
  ])('says again which event it was: a kept %s', (_, body, event) => {
    const headers = github(['a secret'], () => []).sign(Buffer.from(JSON.stringify(body)));

    expect(headers['x-github-event']).toBe(event);
  });

  test('without the name of the event is read by what is in it', () => {
    const headers = { 'x-github-event': undefined };

    expect(read('', githubPushBody(), { headers } as never).changes).toHaveLength(1);
  });
});
