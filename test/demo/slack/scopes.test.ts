import { afterEach, describe, expect, test } from '@jest/globals';
import { apiMethods } from '../../../demo/slack/api/index.js';
import { DEFAULT_SCOPES } from '../../../demo/slack/api/scopes.js';
import {
  createLocalSlack,
  type LocalSlack,
  type LocalSlackOptions,
} from '../../../demo/slack/local-slack.js';
import { type Rig, startSocketRig } from './bolt-app.js';
import { type Answer, callApi } from './call.js';

describe('scopes of the local Slack', () => {
  let slack: LocalSlack | undefined;
  let rig: Rig | undefined;

  afterEach(async () => {
    await slack?.stop();
    await rig?.stop();
    slack = undefined;
    rig = undefined;
  });

  async function startWithout(...missing: string[]): Promise<LocalSlack> {
    const scopes = DEFAULT_SCOPES.filter((scope) => !missing.includes(scope));
    slack = createLocalSlack({ scopes });
    await slack.start();
    return slack;
  }

  test.each<[string, string, Answer]>([
    ['chat:write', 'chat.postMessage', { channel: 'C0INCIDENTS', text: 'x' }],
    ['chat:write', 'chat.startStream', { channel: 'C0INCIDENTS', thread_ts: '1.1' }],
    ['channels:history', 'conversations.history', { channel: 'C0INCIDENTS' }],
    ['channels:read', 'conversations.info', { channel: 'C0INCIDENTS' }],
    ['im:read', 'conversations.list', { types: 'public_channel,im' }],
    ['im:write', 'conversations.open', { users: 'U0ALICE' }],
    ['files:write', 'files.getUploadURLExternal', { filename: 'x', length: 1 }],
    ['files:read', 'files.info', { file: 'F1' }],
    ['assistant:write', 'assistant.threads.setTitle', {}],
    ['canvases:write', 'canvases.create', {}],
    ['reactions:write', 'reactions.add', {}],
    ['users:read', 'users.info', { user: 'U0ALICE' }],
    ['users:read.email', 'users.lookupByEmail', { email: 'alice@example.com' }],
    ['usergroups:read', 'usergroups.list', {}],
  ])('without %s, %s answers what is needed and what there is', async (scope, method, args) => {
    const target = await startWithout(scope);

    const answer = await callApi(target, method, args);

    expect(answer).toMatchObject({ ok: false, error: 'missing_scope', needed: scope });
    expect(String(answer['provided']).split(',')).not.toContain(scope);
  });

  test('a direct conversation needs the scopes of direct conversations', async () => {
    const target = await startWithout('im:history');
    const { channel } = target.control.people.openDirect({ user: 'alice' });

    expect(await callApi(target, 'conversations.history', { channel })).toMatchObject({
      error: 'missing_scope',
      needed: 'im:history',
    });
  });

  test('every method says which scope it needs, out of those an app can have', () => {
    const named = apiMethods.flatMap(({ scope }) => (typeof scope === 'function' ? [] : scope));

    expect(named.filter((scope) => !DEFAULT_SCOPES.includes(scope))).toEqual([]);
  });

  test('auth.test tells the scopes in a header, as Slack does', async () => {
    const target = await startWithout('files:read');
    const answer = await fetch(`${target.apiUrl}auth.test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${target.botToken}` },
    });

    const scopes = answer.headers.get('x-oauth-scopes')?.split(',');

    expect(scopes).toContain('chat:write');
    expect(scopes).not.toContain('files:read');
  });

  test('mail addresses are told only with their scope', async () => {
    const target = await startWithout('users:read.email');

    const { user } = await callApi(target, 'users.info', { user: 'U0ALICE' });

    expect((user as { profile: Answer }).profile).not.toHaveProperty('email');
  });

  test('with chat:write.public the bot posts where it is no member, and still cannot read there', async () => {
    slack = createLocalSlack({ scopes: [...DEFAULT_SCOPES, 'chat:write.public'] });
    await slack.start();

    const posted = await callApi(slack, 'chat.postMessage', { channel: 'C0GENERAL', text: 'x' });
    const read = await callApi(slack, 'conversations.history', { channel: 'C0GENERAL' });

    expect([posted['ok'], read['error']]).toEqual([true, 'not_in_channel']);
  });

  /** What the app hears when things happen in a channel, in a direct conversation and where it is no member. */
  async function hearEverything(options: LocalSlackOptions): Promise<string[]> {
    const heard: string[] = [];
    const started = await startSocketRig((app) => {
      app.message(async ({ message }) => void heard.push(`message in ${message.channel_type}`));
      app.event('app_mention', async () => void heard.push('app_mention'));
      app.event('reaction_added', async () => void heard.push('reaction_added'));
      app.event('member_joined_channel', async ({ event }) => {
        heard.push(`${event.user} joined, invited by ${String(event.inviter)}`);
      });
    }, options);
    rig = started;
    const { people } = started.slack.control;
    const { channel } = people.openDirect({ user: 'alice' });
    people.say({ user: 'alice', channel, text: 'direct' });
    people.say({ user: 'alice', channel: 'general', text: 'elsewhere' });
    people.invite({ user: 'alice', channel: 'general', invited: 'gary' });
    people.invite({ user: 'alice', channel: 'incidents', invited: 'gary' });
    const { ts } = people.say({ user: 'alice', channel: 'incidents', text: '@firewatch help' });
    people.toggleReaction({ user: 'bob', channel: 'incidents', ts, name: 'eyes' });
    await started.slack.control.idle();
    return heard.toSorted();
  }

  test('the app hears only of where it is a member', async () => {
    expect(await hearEverything({})).toEqual([
      'U0GUEST joined, invited by U0ALICE',
      'app_mention',
      'message in channel',
      'message in im',
      'reaction_added',
    ]);
  });

  test('the app hears only what it subscribed to', async () => {
    expect(await hearEverything({ subscriptions: ['message.im', 'reaction_added'] })).toEqual([
      'message in im',
      'reaction_added',
    ]);
  });

  test('the app hears only what its scopes cover', async () => {
    const scopes = DEFAULT_SCOPES.filter(
      (scope) => !['channels:history', 'reactions:read', 'app_mentions:read'].includes(scope),
    );

    expect(await hearEverything({ scopes })).toEqual(['U0GUEST joined, invited by U0ALICE', 'message in im']);
  });
});
