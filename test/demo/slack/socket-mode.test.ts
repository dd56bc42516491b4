import { afterEach, describe, expect, test } from '@jest/globals';
import { type Rig, startSocketRig, ui, until } from './bolt-app.js';

describe('local Slack over Socket Mode', () => {
  let rig: Rig | undefined;

  afterEach(async () => {
    await rig?.stop();
    rig = undefined;
  });

  test('a slash command is acked, and respond() shows a message only to that person', async () => {
    rig = await startSocketRig((app) => {
      app.command('/incident', async ({ ack, respond, command }) => {
        await ack();
        await respond(`You asked for: ${command.text}`);
      });
    });

    const result = await ui(rig.slack, 'command', {
      user: 'alice',
      channel: 'incidents',
      text: '/incident list',
    });
    await until(() => rig?.slack.control.messagesFor('incidents', 'U0ALICE').length === 1);

    expect(result).toEqual({ ok: true });
    expect(rig.slack.control.messagesFor('incidents', 'U0ALICE')[0]?.text).toBe('You asked for: list');
    expect(rig.slack.control.messagesFor('incidents', 'U0BOB')).toHaveLength(0);
  });

  test('text given to ack() is shown at once', async () => {
    rig = await startSocketRig((app) => {
      app.command('/incident', async ({ ack }) => ack({ response_type: 'in_channel', text: 'All quiet.' }));
    });

    await ui(rig.slack, 'command', { user: 'bob', channel: 'C0INCIDENTS', text: '/incident list' });

    expect(rig.slack.control.messages('incidents').map((message) => message.text)).toEqual(['All quiet.']);
  });

  test('a command that is not acked in time fails with operation_timeout', async () => {
    rig = await startSocketRig((app) => app.command('/incident', async () => undefined), {
      ackTimeoutMs: 50,
    });

    const result = await ui(rig.slack, 'command', { user: 'alice', channel: 'incidents', text: '/incident' });

    expect(result).toEqual({
      ok: false,
      error: 'http_timeout',
      message: '/incident failed with the error "operation_timeout"',
    });
  });

  test('an unknown command and a command in a thread are refused by Slack itself', async () => {
    rig = await startSocketRig();
    const parent = rig.slack.control.people.say({ user: 'alice', channel: 'incidents', text: 'hi' });

    const unknown = await ui(rig.slack, 'command', { user: 'alice', channel: 'incidents', text: '/nope' });
    const threaded = await ui(rig.slack, 'command', {
      user: 'alice',
      channel: 'incidents',
      text: '/incident list',
      threadTs: parent.ts,
    });

    expect(unknown['message']).toBe('/nope is not a valid command.');
    expect(threaded['message']).toBe('/incident is not supported in threads. Sorry!');
  });

  test('a button click carries who, where and what, and its response_url can replace the message', async () => {
    const clicks: unknown[] = [];
    rig = await startSocketRig((app) => {
      app.action('proposal.approve', async ({ ack, body, action, respond }) => {
        await ack();
        clicks.push({
          user: body.user.id,
          channel: body.channel?.id,
          value: 'value' in action ? action.value : undefined,
        });
        await respond({ replace_original: true, text: 'Approved by Alice' });
      });
    });
    const posted = await rig.app.client.chat.postMessage({
      channel: 'C0INCIDENTS',
      text: 'Roll back?',
      blocks: [
        {
          type: 'actions',
          block_id: 'decision',
          elements: [
            {
              type: 'button',
              action_id: 'proposal.approve',
              value: 'p_1',
              text: { type: 'plain_text', text: 'Approve' },
            },
          ],
        },
      ],
    });

    const result = await ui(rig.slack, 'action', {
      user: 'alice',
      channel: 'incidents',
      ts: posted.ts,
      actionId: 'proposal.approve',
    });
    await until(() => rig?.slack.control.messages('incidents')[0]?.text === 'Approved by Alice');

    expect(result).toEqual({ ok: true });
    expect(clicks).toEqual([{ user: 'U0ALICE', channel: 'C0INCIDENTS', value: 'p_1' }]);
    expect(rig.slack.control.messages('incidents')[0]?.blocks).toBeUndefined();
  });

  test('a message reaches the app as an event, a mention as two', async () => {
    const seen: string[] = [];
    rig = await startSocketRig((app) => {
      app.message(async ({ message }) => {
        seen.push(`message ${'text' in message ? message.text : ''}`);
      });
      app.event('app_mention', async ({ event }) => {
        seen.push(`mention by ${event.user}`);
      });
    });

    await ui(rig.slack, 'say', { user: 'carol', channel: 'checkout', text: 'ask @firewatch why' });
    await until(() => seen.length === 2);

    expect(seen.sort()).toEqual(['mention by U0CAROL', 'message ask <@U0FIREWATCH> why']);
  });

  test('an event that nobody acks is sent again with the same event id', async () => {
    rig = await startSocketRig(undefined, { eventRetryDelaysMs: [5, 5] });
    rig.slack.control.sockets.drop();
    await until(() => rig?.slack.control.sockets.count() === 0);

    rig.slack.control.people.say({ user: 'alice', channel: 'incidents', text: 'anybody there?' });
    await until(
      () => (rig?.slack.control.log() ?? []).filter((entry) => entry.kind === 'envelope.failed').length === 3,
    );

    expect(rig.slack.control.log().some((entry) => entry.kind === 'envelope.acked')).toBe(false);
  });
});
