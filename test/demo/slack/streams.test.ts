import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { createLocalSlack, type LocalSlack, type Message } from '../../../demo/slack/local-slack.js';
import { ui } from './bolt-app.js';
import { type Answer, callApi } from './call.js';

const CHANNEL = 'C0INCIDENTS';
const RECIPIENT = { recipient_user_id: 'U0ALICE', recipient_team_id: 'T0DEMO' };

describe('streaming in the local Slack', () => {
  let slack: LocalSlack;
  let parent: Message;
  let now = 1_700_000_000_000;

  beforeEach(async () => {
    slack = createLocalSlack({ rateLimits: false, now: () => now });
    await slack.start();
    parent = slack.control.people.say({ user: 'alice', channel: 'incidents', text: 'why is it slow?' });
  });

  afterEach(() => slack.stop());

  const call = (method: string, args: Answer) => callApi(slack, method, args);

  async function startStream(args: Answer = {}): Promise<string> {
    const answer = await call('chat.startStream', {
      channel: CHANNEL,
      thread_ts: parent.ts,
      ...RECIPIENT,
      ...args,
    });
    expect(answer['ok']).toBe(true);
    return String(answer['ts']);
  }

  const append = (ts: string, args: Answer) => call('chat.appendStream', { channel: CHANNEL, ts, ...args });
  const stop = (ts: string, args: Answer = {}) => call('chat.stopStream', { channel: CHANNEL, ts, ...args });

  async function shown(ts: string): Promise<Answer> {
    const { messages } = await ui(slack, `thread?user=alice&channel=incidents&ts=${parent.ts}`);
    return (messages as Answer[]).find((message) => message['ts'] === ts) ?? {};
  }

  function task(id: string, status: string, extra: Answer = {}): Answer {
    return { type: 'task_update', id, title: `Task ${id}`, status, ...extra };
  }

  test('the SDK’s streamer writes text and ends with buttons and metadata', async () => {
    const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
    const streamer = client.chatStream({
      channel: CHANNEL,
      thread_ts: parent.ts,
      ...RECIPIENT,
      buffer_size: 1,
    });

    await streamer.append({ markdown_text: '**Checkout** is ' });
    await streamer.append({ markdown_text: 'slow.' });
    const { ts } = await streamer.stop({
      blocks: [{ type: 'actions', elements: [button()] }],
      metadata: { event_type: 'answer', event_payload: { id: '7' } },
    });

    expect(await shown(String(ts))).toMatchObject({
      text: '**Checkout** is slow.',
      thread_ts: parent.ts,
      blocks: [{ type: 'markdown', text: '**Checkout** is slow.' }, { type: 'actions' }],
      metadata: { event_type: 'answer' },
    });
    expect(await shown(String(ts))).not.toHaveProperty('streaming');
  });

  test('people see the text so far while it grows', async () => {
    const ts = await startStream({ markdown_text: 'One ' });
    await append(ts, { markdown_text: 'two' });

    expect(await shown(ts)).toMatchObject({ text: 'One two', streaming: true });
  });

  test('tasks keep their place; status and title are replaced, details and output grow', async () => {
    const ts = await startStream({
      chunks: [
        task('a', 'in_progress', { details: 'query ' }),
        { type: 'markdown_text', text: 'Looking.' },
        task('b', 'pending'),
      ],
    });
    await append(ts, { chunks: [task('a', 'complete', { details: 'p99', output: '2.1 s' })] });
    await stop(ts);

    expect((await shown(ts))['blocks']).toMatchObject([
      {
        type: 'task_card',
        task_id: 'a',
        status: 'complete',
        details: { elements: [{ elements: [{ text: 'query p99' }] }] },
        output: { elements: [{ elements: [{ text: '2.1 s' }] }] },
      },
      { type: 'markdown', text: 'Looking.' },
      // Left unfinished, which Slack shows as failed.
      { type: 'task_card', task_id: 'b', status: 'error' },
    ]);
  });

  test('in plan mode tasks stand together under the plan’s title', async () => {
    const ts = await startStream({
      task_display_mode: 'plan',
      chunks: [{ type: 'plan_update', title: 'Investigate' }, task('a', 'complete')],
    });
    await append(ts, { chunks: [{ type: 'markdown_text', text: 'Done.' }, task('b', 'complete')] });

    expect((await shown(ts))['blocks']).toMatchObject([
      { type: 'plan', title: 'Investigate', tasks: [{ task_id: 'a' }, { task_id: 'b' }] },
      { type: 'markdown', text: 'Done.' },
    ]);
  });

  test.each<[string, Answer, string]>([
    ['no person in a channel', { recipient_user_id: undefined }, 'missing_recipient_user_id'],
    ['no team in a channel', { recipient_team_id: undefined }, 'missing_recipient_team_id'],
    ['no thread', { thread_ts: undefined }, 'invalid_arguments'],
    ['too long a text', { markdown_text: 'x'.repeat(12_001) }, 'msg_too_long'],
    [
      'text beside chunks',
      { markdown_text: 'x', chunks: [{ type: 'markdown_text', text: 'y' }] },
      'cannot_provide_both_markdown_text_and_chunks',
    ],
    ['an unknown chunk', { chunks: [{ type: 'song' }] }, 'invalid_chunks'],
    ['a task without status', { chunks: [{ type: 'task_update', id: 'a', title: 'A' }] }, 'invalid_chunks'],
    [
      'a long task title',
      { chunks: [{ type: 'task_update', id: 'a', title: 'x'.repeat(257), status: 'complete' }] },
      'invalid_chunks',
    ],
    ['broken blocks', { chunks: [{ type: 'blocks', blocks: [{ type: 'song' }] }] }, 'invalid_blocks'],
  ])('a stream with %s is refused', async (_case, args, error) => {
    const all = { channel: CHANNEL, thread_ts: parent.ts, ...RECIPIENT, ...args };
    expect(await call('chat.startStream', all)).toMatchObject({ ok: false, error });
  });

  test('in a direct conversation no recipient is needed', async () => {
    const { channel } = slack.control.people.openDirect({ user: 'alice' });
    const asked = slack.control.people.say({ user: 'alice', channel, text: 'hello' });

    expect(await call('chat.startStream', { channel, thread_ts: asked.ts })).toMatchObject({ ok: true });
  });

  test('a stream ends by itself after five minutes, however steady it is', async () => {
    const ts = await startStream({ markdown_text: 'a' });
    now += 299_000;
    const inTime = await append(ts, { markdown_text: 'b' });
    now += 1000;

    const late = await append(ts, { markdown_text: 'c' });
    const lateStop = await stop(ts, { markdown_text: 'c' });
    const update = await call('chat.update', { channel: CHANNEL, ts, text: 'abc' });

    expect(inTime['ok']).toBe(true);
    expect([late['error'], lateStop['error']]).toEqual([
      'message_not_in_streaming_state',
      'message_not_in_streaming_state',
    ]);
    expect(update['ok']).toBe(true);
    expect(await shown(ts)).toMatchObject({ text: 'abc' });
  });

  test('all streams can be ended on command', async () => {
    const ts = await startStream({ markdown_text: 'a' });

    slack.control.streams.expireAll();

    expect(await shown(ts)).not.toHaveProperty('streaming');
    expect((await append(ts, { markdown_text: 'b' }))['error']).toBe('message_not_in_streaming_state');
  });

  test('a stream is full at some point, keeps to one way of writing, and is not edited while it is open', async () => {
    const ts = await startStream({ markdown_text: 'x'.repeat(11_000) });

    const full = await append(ts, { markdown_text: 'y'.repeat(1001) });
    const mixed = await append(ts, { chunks: [{ type: 'markdown_text', text: 'z' }] });
    const empty = await append(ts, {});
    const edited = await call('chat.update', { channel: CHANNEL, ts, text: 'no' });

    expect([full['error'], mixed['error'], empty['error'], edited['error']]).toEqual([
      'msg_too_long',
      'streaming_mode_mismatch',
      'no_text',
      'streaming_state_conflict',
    ]);
  });

  test('only the app’s own streams can grow', async () => {
    expect((await append(parent.ts, { markdown_text: 'x' }))['error']).toBe('message_not_owned_by_app');
    expect((await append('1.000001', { markdown_text: 'x' }))['error']).toBe('message_not_found');
  });

  test('starting is limited to about twenty a minute', async () => {
    slack.control.rateLimits.setEnabled(true);
    const errors: unknown[] = [];
    for (let index = 0; index < 21; index++) {
      const args = { channel: CHANNEL, thread_ts: parent.ts, ...RECIPIENT };
      errors.push((await call('chat.startStream', args))['error']);
    }

    expect(errors.filter((error) => error === undefined)).toHaveLength(20);
    expect(errors.at(-1)).toBe('ratelimited');
  });
});

function button() {
  return { type: 'button', action_id: 'ok', text: { type: 'plain_text', text: 'OK' } } as const;
}
