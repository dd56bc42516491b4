import type { App, types } from '@slack/bolt';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Rig, startSocketRig, ui } from './bolt-app.js';
import { startModalRig } from './modal-rig.js';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

const MODAL: types.ModalView = {
  type: 'modal',
  title: { type: 'plain_text', text: 'M' },
  submit: { type: 'plain_text', text: 'OK' },
  blocks: [{ type: 'divider' }],
};

describe('views of the local Slack', () => {
  let rig: Rig | undefined;

  afterEach(async () => {
    await rig?.stop();
    rig = undefined;
  });

  const open = (register: (app: App) => void) =>
    startModalRig({ ...MODAL, callback_id: 'm' }, register, (started) => {
      rig = started;
    });

  test('modals stack three deep, can be replaced, and are cleared together', async () => {
    const push = (callbackId: string) => ({
      response_action: 'push' as const,
      view: { ...MODAL, callback_id: callbackId },
    });
    const { rig: started } = await open((app) => {
      app.view('m', async ({ ack }) => ack(push('m2')));
      app.view('m2', async ({ ack }) => ack(push('m3')));
      app.view('m3', async ({ ack }) => ack(push('m4')));
    });
    const submitTop = async () => {
      const { modal } = await ui(started.slack, 'views?user=alice');
      return ui(started.slack, 'submit', { user: 'alice', viewId: (modal as { id: string }).id });
    };

    await submitTop();
    await submitTop();
    const tooDeep = await submitTop();

    expect(tooDeep).toMatchObject({ ok: false, error: 'push_limit_reached' });
    expect(await ui(started.slack, 'views?user=alice')).toMatchObject({
      modal: { callback_id: 'm3' },
      depth: 3,
    });
  });

  test('response actions update and clear; a view that breaks the rules is refused', async () => {
    let answers: types.View[] = [];
    const { rig: started, viewId } = await open((app) => {
      app.view('m', async ({ ack }) => {
        const view = answers.shift();
        await ack(view === undefined ? { response_action: 'clear' } : { response_action: 'update', view });
      });
    });
    const title = (length: number) => ({ ...MODAL, title: plain('T'.repeat(length)) });
    answers = [title(25), { ...title(24), callback_id: 'm' }];
    const submit = () => ui(started.slack, 'submit', { user: 'alice', viewId });

    const broken = await submit();
    const updated = await submit();
    const { modal } = await ui(started.slack, 'views?user=alice');
    await submit();

    expect(broken).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(updated).toEqual({ ok: true });
    expect(modal).toMatchObject({ id: viewId, title: { text: 'T'.repeat(24) } });
    expect(await ui(started.slack, 'views?user=alice')).toMatchObject({ modal: null, depth: 0 });
  });

  test.each<[string, Partial<types.ModalView>]>([
    ['a long private_metadata', { private_metadata: 'x'.repeat(3001) }],
    ['a long callback_id', { callback_id: 'x'.repeat(256) }],
    ['a long title', { title: plain('x'.repeat(25)) }],
    ['a long submit', { submit: plain('x'.repeat(25)) }],
    ['a long close', { close: plain('x'.repeat(25)) }],
    ['101 blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' as const })) }],
  ])('a modal with %s is refused', async (_case, extra) => {
    let error = '';
    rig = await startSocketRig((app) => {
      app.command('/incident', async ({ ack, client, body }) => {
        await ack();
        const view = { ...MODAL, ...extra };
        await client.views.open({ trigger_id: body.trigger_id, view }).catch((one: Error) => {
          error = one.message;
        });
      });
    });

    await ui(rig.slack, 'command', { user: 'alice', channel: 'incidents', text: '/incident' });
    while (error === '') await new Promise((resolve) => setTimeout(resolve, 5));

    expect(error).toContain('invalid_arguments');
  });
});
