import type { App, types } from '@slack/bolt';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLocalSlack } from '../../../demo/slack/local-slack.js';
import { type Rig, startHttpRig, startSocketRig, ui } from './bolt-app.js';

const SHORTCUTS = [
  { callbackId: 'incident.from_message', name: 'Make an incident', kind: 'message' },
  { callbackId: 'incident.new', name: 'New incident', kind: 'global' },
] as const;

describe.each([
  ['Socket Mode', startSocketRig],
  ['HTTP', startHttpRig],
])('shortcuts over %s', (_mode, startRig) => {
  let rig: Rig | undefined;

  afterEach(async () => {
    await rig?.stop();
    rig = undefined;
  });

  async function start(register: (app: App) => void = () => undefined): Promise<Rig> {
    rig = await startRig(register, { shortcuts: SHORTCUTS });
    return rig;
  }

  test('a message shortcut carries the message, a trigger and a response URL', async () => {
    const seen: unknown[] = [];
    const started = await start((app) => {
      app.shortcut('incident.from_message', async ({ ack, shortcut, respond, client }) => {
        await ack();
        seen.push(shortcut);
        await respond('Made incident 7.');
        await client.views.open({ trigger_id: shortcut.trigger_id, view: MODAL });
      });
    });
    const { ts } = started.slack.control.people.say({ user: 'bob', channel: 'incidents', text: 'it burns' });

    const result = await ui(started.slack, 'shortcut', {
      user: 'alice',
      callbackId: 'incident.from_message',
      channel: 'incidents',
      ts,
    });
    await modalOf(started);

    expect(result).toEqual({ ok: true });
    expect(seen).toMatchObject([
      {
        type: 'message_action',
        callback_id: 'incident.from_message',
        message_ts: ts,
        message: { text: 'it burns', user: 'U0BOB' },
        channel: { id: 'C0INCIDENTS', name: 'incidents' },
        user: { id: 'U0ALICE' },
      },
    ]);
    const texts = started.slack.control.messagesFor('incidents', 'U0ALICE').map(({ text }) => text);
    expect(texts).toEqual(['it burns', 'Made incident 7.']);
  });

  test('a global shortcut carries a trigger and no place', async () => {
    const seen: Record<string, unknown>[] = [];
    const started = await start((app) => {
      app.shortcut('incident.new', async ({ ack, shortcut, client }) => {
        await ack();
        seen.push({ ...shortcut });
        await client.views.open({ trigger_id: shortcut.trigger_id, view: MODAL });
      });
    });

    await ui(started.slack, 'shortcut', { user: 'alice', callbackId: 'incident.new' });

    expect(await modalOf(started)).toMatchObject({ callback_id: 'm' });
    expect(seen).toMatchObject([{ type: 'shortcut', callback_id: 'incident.new' }]);
    expect(seen[0]).not.toHaveProperty('channel');
  });

  test('the page is told which shortcuts there are; others are refused', async () => {
    const started = await start();

    const { shortcuts } = await ui(started.slack, 'workspace');
    const unknown = await ui(started.slack, 'shortcut', { user: 'alice', callbackId: 'nope' });
    const nowhere = await ui(started.slack, 'shortcut', {
      user: 'alice',
      callbackId: 'incident.from_message',
    });

    expect(shortcuts).toEqual(SHORTCUTS);
    expect([unknown['error'], nowhere['error']]).toEqual(['shortcut_not_found', 'invalid_arguments']);
  });
});

test('the hint of the default command can be said anew', async () => {
  const slack = createLocalSlack({ usageHint: 'new | ack | help' });
  await slack.start();

  const { commands } = await ui(slack, 'workspace');
  await slack.stop();

  expect(commands).toMatchObject([{ command: '/incident', usageHint: 'new | ack | help' }]);
});

const MODAL: types.ModalView = {
  type: 'modal',
  callback_id: 'm',
  title: { type: 'plain_text', text: 'M' },
  blocks: [{ type: 'divider' }],
};

async function modalOf(rig: Rig): Promise<unknown> {
  for (;;) {
    const { modal } = await ui(rig.slack, 'views?user=alice');
    if (modal !== null) return modal;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
