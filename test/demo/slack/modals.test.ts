import type { App, types } from '@slack/bolt';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { LocalSlackOptions } from '../../../demo/slack/local-slack.js';
import { type Rig, startSocketRig, ui } from './bolt-app.js';
import { startModalRig } from './modal-rig.js';

const VIEW: types.ModalView = {
  type: 'modal',
  callback_id: 'incident.new',
  title: { type: 'plain_text', text: 'New incident' },
  submit: { type: 'plain_text', text: 'Create' },
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'title',
      label: { type: 'plain_text', text: 'What is happening?' },
      element: { type: 'plain_text_input', action_id: 'text' },
    },
    {
      type: 'input',
      block_id: 'severity',
      label: { type: 'plain_text', text: 'Severity' },
      element: {
        type: 'static_select',
        action_id: 'choice',
        initial_option: { text: { type: 'plain_text', text: 'SEV2' }, value: 'sev2' },
        options: [
          { text: { type: 'plain_text', text: 'SEV1' }, value: 'sev1' },
          { text: { type: 'plain_text', text: 'SEV2' }, value: 'sev2' },
        ],
      },
    },
  ],
};

describe('modals in the local Slack', () => {
  let rig: Rig | undefined;

  afterEach(async () => {
    await rig?.stop();
    rig = undefined;
  });

  const open = (register: (app: App) => void) =>
    startModalRig(VIEW, register, (started) => {
      rig = started;
    });

  test('the app gets what was entered, with untouched inputs at their initial value', async () => {
    let values: unknown;
    const { rig: started, viewId } = await open((app) => {
      app.view('incident.new', async ({ ack, view }) => {
        values = view.state.values;
        await ack();
      });
    });

    const result = await ui(started.slack, 'submit', {
      user: 'alice',
      viewId,
      values: { title: { text: 'Checkout is down' } },
    });

    expect(result).toEqual({ ok: true });
    expect(values).toMatchObject({
      title: { text: { type: 'plain_text_input', value: 'Checkout is down' } },
      severity: { choice: { selected_option: { value: 'sev2' } } },
    });
    expect((await ui(started.slack, 'views?user=alice'))['modal']).toBeNull();
  });

  test('a required input that is empty never reaches the app; errors of the app leave the modal open', async () => {
    const { rig: started, viewId } = await open((app) => {
      app.view('incident.new', async ({ ack }) => {
        await ack({ response_action: 'errors', errors: { title: 'Say a little more.' } });
      });
    });

    const empty = await ui(started.slack, 'submit', { user: 'alice', viewId });
    const short = await ui(started.slack, 'submit', {
      user: 'alice',
      viewId,
      values: { title: { text: 'x' } },
    });

    expect(empty).toMatchObject({ ok: false, errors: { title: 'Please complete this required field.' } });
    expect(short).toMatchObject({ ok: false, errors: { title: 'Say a little more.' } });
    expect((await ui(started.slack, 'views?user=alice'))['modal']).toMatchObject({ id: viewId });
  });

  test('an answer can push a second view; closing it goes back to the first', async () => {
    const closed: string[] = [];
    const { rig: started, viewId } = await open((app) => {
      app.view('incident.new', async ({ ack }) => {
        await ack({ response_action: 'push', view: { ...VIEW, callback_id: 'incident.confirm' } });
      });
      app.view({ callback_id: 'incident.confirm', type: 'view_closed' }, async ({ ack, view }) => {
        closed.push(view.callback_id);
        await ack();
      });
    });

    await ui(started.slack, 'submit', { user: 'alice', viewId, values: { title: { text: 'Checkout' } } });
    const pushed = (await ui(started.slack, 'views?user=alice'))['modal'] as {
      id: string;
      previous_view_id: string;
    };
    await ui(started.slack, 'close', { user: 'alice', viewId: pushed.id });

    expect(pushed.previous_view_id).toBe(viewId);
    expect((await ui(started.slack, 'views?user=alice'))['modal']).toMatchObject({ id: viewId });
    expect(closed).toEqual(['incident.confirm']);
  });

  test('a trigger works once, and not after three seconds', async () => {
    let now = 1_700_000_000_000;
    const triggers: string[] = [];
    rig = await startSocketRig(
      (app) => {
        app.command('/incident', async ({ ack, body }) => {
          triggers.push(body.trigger_id);
          await ack();
        });
      },
      { now: () => now },
    );
    await ui(rig.slack, 'command', { user: 'alice', channel: 'incidents', text: '/incident' });
    await ui(rig.slack, 'command', { user: 'alice', channel: 'incidents', text: '/incident' });
    const views = rig.app.client.views;
    const [first = '', second = ''] = triggers;

    await views.open({ trigger_id: first, view: VIEW });
    const spent = views.open({ trigger_id: first, view: VIEW });
    await expect(spent).rejects.toThrow('exchanged_trigger_id');
    now += 3001;
    await expect(views.open({ trigger_id: second, view: VIEW })).rejects.toThrow('expired_trigger_id');
  });

  /** Runs a command and gives back a function that answers by its response URL. */
  async function openResponseUrl(options: LocalSlackOptions = {}) {
    let responseUrl = '';
    rig = await startSocketRig((app) => {
      app.command('/incident', async ({ ack, command }) => {
        responseUrl = command.response_url;
        await ack();
      });
    }, options);
    await ui(rig.slack, 'command', { user: 'alice', channel: 'incidents', text: '/incident' });
    return async (body: unknown): Promise<number> => {
      const answer = await fetch(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return answer.status;
    };
  }

  test('a response URL is dead after thirty minutes', async () => {
    let now = 1_700_000_000_000;
    const respond = await openResponseUrl({ now: () => now });

    now += 30 * 60_000;
    const inTime = await respond({ text: 'in time' });
    now += 1;

    expect([inTime, await respond({ text: 'late' })]).toEqual([200, 404]);
  });

  test('an answer by response URL is seen by one person, or by the channel when it says so', async () => {
    const respond = await openResponseUrl();

    await respond({ text: 'for you' });
    await respond({ response_type: 'in_channel', text: 'for all' });
    const broken = await respond({ blocks: [{ type: 'song' }] });

    const seenBy = (user: string) =>
      rig?.slack.control.messagesFor('incidents', user).map((message) => message.text);
    expect(seenBy('U0ALICE')).toEqual(['for you', 'for all']);
    expect(seenBy('U0BOB')).toEqual(['for all']);
    expect(broken).toBe(400);
  });

  test('an answer by response URL can fail, before and after it took effect', async () => {
    const respond = await openResponseUrl();
    const break_ = (effect: 'before' | 'after') =>
      rig?.slack.control.faults.add({ method: 'response_url', kind: 'server_error', effect });

    break_('before');
    const before = await respond({ response_type: 'in_channel', text: 'one' });
    break_('after');
    const after = await respond({ response_type: 'in_channel', text: 'two' });

    expect([before, after]).toEqual([500, 500]);
    expect(rig?.slack.control.messages('incidents').map(({ text }) => text)).toEqual(['two']);
  });

  test('a clicked message can be replaced and deleted by response URL', async () => {
    const urls: string[] = [];
    rig = await startSocketRig((app) => {
      app.action('go', async ({ ack, body }) => {
        await ack();
        if ('response_url' in body) urls.push(String(body.response_url));
      });
    });
    const button = {
      type: 'button' as const,
      action_id: 'go',
      text: { type: 'plain_text' as const, text: 'Go' },
    };
    const { ts } = await rig.app.client.chat.postMessage({
      channel: 'C0INCIDENTS',
      text: 'Go?',
      blocks: [{ type: 'actions', elements: [button] }],
    });
    await ui(rig.slack, 'action', { user: 'alice', channel: 'incidents', ts, actionId: 'go' });
    const respond = (body: unknown) =>
      fetch(urls[0] ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });

    await respond({ replace_original: true, text: 'Gone.' });
    const replaced = rig.slack.control.messages('incidents').map(({ text }) => text);
    await respond({ delete_original: true });

    expect(replaced).toEqual(['Gone.']);
    expect(rig.slack.control.messages('incidents')).toEqual([]);
  });

  test('a response URL works five times', async () => {
    let responseUrl = '';
    rig = await startSocketRig((app) => {
      app.command('/incident', async ({ ack, command }) => {
        responseUrl = command.response_url;
        await ack();
      });
    });
    await ui(rig.slack, 'command', { user: 'alice', channel: 'incidents', text: '/incident' });
    const statuses: number[] = [];

    for (let index = 0; index < 6; index++) {
      const answer = await fetch(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: `answer ${index}` }),
      });
      statuses.push(answer.status);
    }

    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
  });
});
