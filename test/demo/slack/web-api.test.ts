import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalSlack, type LocalSlack } from '../../../demo/slack/local-slack.js';
import { type Answer, requestApi } from './call.js';

describe('local Slack Web API', () => {
  let slack: LocalSlack;

  beforeAll(async () => {
    slack = createLocalSlack({ rateLimits: false });
    await slack.start();
  });

  afterAll(() => slack.stop());

  async function call(method: string, args: Answer = {}, token?: string): Promise<Answer> {
    const answer = await requestApi(slack, method, args, token);
    expect(answer.status).toBe(200);
    return (await answer.json()) as Answer;
  }

  async function post(args: Record<string, unknown>): Promise<string> {
    return String((await call('chat.postMessage', { channel: 'C0INCIDENTS', text: 'x', ...args }))['ts']);
  }

  test.each([
    ['no token', 'auth.test', '', 'not_authed'],
    ['a token of nobody', 'auth.test', 'xoxb-wrong', 'invalid_auth'],
    ['a bot token where an app token belongs', 'apps.connections.open', undefined, 'not_allowed_token_type'],
    ['an unknown method', 'chat.shout', undefined, 'unknown_method'],
  ])('%s is refused in Slack’s words', async (_case, method, token, error) => {
    expect(await call(method, {}, token)).toMatchObject({ ok: false, error });
  });

  test('JSON bodies work like forms', async () => {
    const answer = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: '#checkout', blocks: [{ type: 'divider' }] }),
    });

    expect(await answer.json()).toMatchObject({ ok: true, channel: 'C0CHECKOUT' });
  });

  test.each([
    'conversations.history',
    'conversations.replies',
    'conversations.info',
    'chat.update',
    'chat.delete',
  ])('%s takes the id of a channel, not its name', async (method) => {
    const ts = await post({ text: 'x' });

    expect(await call(method, { channel: '#incidents', ts, text: 'y' })).toMatchObject({
      ok: false,
      error: 'channel_not_found',
    });
    expect(await call(method, { channel: 'C0INCIDENTS', ts, text: 'y' })).toMatchObject({ ok: true });
  });

  test.each([
    [{ channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
    [{ channel: 'C0GENERAL', text: 'x' }, 'not_in_channel'],
    [{ channel: 'C0INCIDENTS' }, 'no_text'],
    [{ channel: 'C0INCIDENTS', text: 'x'.repeat(40_001) }, 'msg_too_long'],
    [{ channel: 'C0INCIDENTS', blocks: 'nonsense' }, 'invalid_blocks_format'],
    [{ channel: 'C0INCIDENTS', blocks: [{ type: 'ascii_art' }] }, 'invalid_blocks'],
    [{ channel: 'C0INCIDENTS', text: 'x', metadata: { event_type: 1 } }, 'invalid_metadata_schema'],
    [{ channel: 'C0INCIDENTS', text: 'x', markdown_text: '**x**' }, 'markdown_text_conflict'],
    [{ channel: 'C0INCIDENTS', markdown_text: 'x'.repeat(12_001) }, 'msg_too_long'],
  ])('chat.postMessage %j answers %s', async (args, error) => {
    expect(await call('chat.postMessage', args)).toMatchObject({ ok: false, error });
  });

  test('metadata comes back from history only when asked for', async () => {
    const metadata = { event_type: 'firewatch_post', event_payload: { id: 'out_1' } };
    const ts = await post({ text: 'with metadata', metadata });

    const range = { channel: 'C0INCIDENTS', oldest: ts, latest: ts, inclusive: true };
    const plain = await call('conversations.history', range);
    const full = await call('conversations.history', { ...range, include_all_metadata: true });

    expect(plain['messages']).toMatchObject([{ ts, text: 'with metadata' }]);
    expect(plain['messages']).not.toMatchObject([{ metadata }]);
    expect(full['messages']).toMatchObject([{ ts, metadata }]);
  });

  test('a reply is in its thread and not in the channel; the parent counts it', async () => {
    const parent = await post({ text: 'parent' });
    const reply = await post({ text: 'reply', thread_ts: parent });

    const thread = await call('conversations.replies', { channel: 'C0INCIDENTS', ts: parent });
    const history = await call('conversations.history', { channel: 'C0INCIDENTS', limit: 1 });

    expect(thread['messages']).toMatchObject([
      { ts: parent, reply_count: 1, latest_reply: reply },
      { ts: reply },
    ]);
    expect(history['messages']).toMatchObject([{ ts: parent }]);
  });

  test('a reply to a deleted parent is posted in the channel, without an error', async () => {
    const parent = await post({ text: 'parent' });
    await call('chat.delete', { channel: 'C0INCIDENTS', ts: parent });

    const answer = await call('chat.postMessage', {
      channel: 'C0INCIDENTS',
      text: 'late',
      thread_ts: parent,
    });

    expect(answer['ok']).toBe(true);
    expect(answer['message']).not.toHaveProperty('thread_ts');
  });

  test('an update replaces blocks and marks the message as edited', async () => {
    const ts = await post({ text: 'before', blocks: [{ type: 'divider' }] });

    await call('chat.update', { channel: 'C0INCIDENTS', ts, text: 'after' });

    const message = slack.control.messages('incidents').find((one) => one.ts === ts);
    expect(message).toMatchObject({ text: 'after', blocks: undefined, edited: { user: 'U0FIREWATCH' } });
  });

  test('only own messages can be changed', async () => {
    const { ts } = slack.control.people.say({ user: 'alice', channel: 'incidents', text: 'mine' });

    const update = await call('chat.update', { channel: 'C0INCIDENTS', ts, text: 'yours' });
    const removal = await call('chat.delete', { channel: 'C0INCIDENTS', ts });

    expect(update['error']).toBe('cant_update_message');
    expect(removal['error']).toBe('cant_delete_message');
  });

  test('an ephemeral message is seen by one person and is in no history', async () => {
    const answer = await call('chat.postEphemeral', { channel: 'C0CHECKOUT', user: 'U0CAROL', text: 'psst' });

    const history = await call('conversations.history', { channel: 'C0CHECKOUT' });
    const seenBy = (user: string): boolean =>
      slack.control.messagesFor('checkout', user).some((message) => message.ts === answer['message_ts']);

    expect([seenBy('U0CAROL'), seenBy('U0ALICE')]).toEqual([true, false]);
    expect(JSON.stringify(history['messages'])).not.toContain('psst');
  });

  test('history comes in pages, newest first, without gaps', async () => {
    const posted: string[] = [];
    for (let index = 0; index < 5; index++) posted.push(await post({ text: `page ${index}` }));

    const seen: string[] = [];
    let cursor: unknown = '';
    do {
      const answer: Record<string, unknown> = await call('conversations.history', {
        channel: 'C0INCIDENTS',
        limit: 2,
        oldest: posted[0],
        inclusive: true,
        cursor,
      });
      seen.push(...(answer['messages'] as { ts: string }[]).map((message) => message.ts));
      cursor = (answer['response_metadata'] as { next_cursor?: string } | undefined)?.next_cursor;
    } while (cursor !== undefined && cursor !== '');

    expect(seen).toEqual(posted.toReversed());
  });

  test('people, groups and channels can be looked up', async () => {
    expect(await call('users.lookupByEmail', { email: 'alice@example.com' })).toMatchObject({
      user: { id: 'U0ALICE' },
    });
    expect(await call('usergroups.users.list', { usergroup: 'S0ONCALL' })).toMatchObject({
      users: ['U0ALICE', 'U0BOB'],
    });
    expect(await call('users.info', { user: 'U0GUEST' })).toMatchObject({ user: { is_restricted: true } });
    expect(await call('users.info', { user: 'U0NOBODY' })).toMatchObject({ error: 'user_not_found' });
    expect(await call('conversations.list')).toMatchObject({
      channels: [{ name: 'incidents' }, { name: 'checkout' }, { name: 'general', is_member: false }],
    });
  });

  test('markdown text becomes a markdown block', async () => {
    const ts = await post({ text: undefined, markdown_text: '**bold**' });

    const message = slack.control.messages('incidents').find((one) => one.ts === ts);
    expect(message).toMatchObject({ text: '**bold**', blocks: [{ type: 'markdown', text: '**bold**' }] });
  });

  test('a direct conversation is opened once', async () => {
    const first = await call('conversations.open', { users: 'U0CAROL', return_im: true });
    const second = await call('conversations.open', { users: 'U0CAROL' });

    expect(first).toMatchObject({ channel: { is_im: true, user: 'U0CAROL' } });
    expect(second).toMatchObject({ already_open: true, channel: { id: expect.any(String) } });
  });

  test('bots can be looked up', async () => {
    expect(await call('bots.info', { bot: 'B0FIREWATCH' })).toMatchObject({
      bot: { user_id: 'U0FIREWATCH', app_id: 'A0FIREWATCH' },
    });
    expect(await call('bots.info', { bot: 'B0NOBODY' })).toMatchObject({ error: 'bot_not_found' });
  });

  test('a channel tells of its canvas', async () => {
    const { canvas_id } = await call('conversations.canvases.create', { channel_id: 'C0CHECKOUT' });

    expect(await call('conversations.info', { channel: 'C0CHECKOUT' })).toMatchObject({
      channel: { properties: { canvas: { file_id: canvas_id } } },
    });
  });

  test('reactions are added once and can be taken back', async () => {
    const timestamp = await post({ text: 'react to me' });
    const reaction = { channel: 'C0INCIDENTS', timestamp, name: 'eyes' };

    await call('reactions.add', reaction);
    const again = await call('reactions.add', reaction);
    const got = await call('reactions.get', reaction);
    await call('reactions.remove', reaction);
    const gone = await call('reactions.remove', reaction);

    expect(again['error']).toBe('already_reacted');
    expect(got['message']).toMatchObject({ reactions: [{ name: 'eyes', count: 1, users: ['U0FIREWATCH'] }] });
    expect(gone['error']).toBe('no_reaction');
  });

  test('a permalink opens the page', async () => {
    const ts = await post({ text: 'link to me' });

    const answer = await call('chat.getPermalink', { channel: 'C0INCIDENTS', message_ts: ts });
    const page = await fetch(String(answer['permalink']));

    expect(page.headers.get('content-type')).toContain('text/html');
  });
});
