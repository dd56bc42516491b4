import type { App, types } from '@slack/bolt';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Rig, startSocketRig, ui } from './bolt-app.js';

type Entered = string | string[];

const text = (value: string) => ({ type: 'plain_text' as const, text: value });
const option = (value: string) => ({ text: text(value.toUpperCase()), value });

function input(blockId: string, element: types.InputBlock['element'], extra: Partial<types.InputBlock> = {}) {
  const block: types.InputBlock = {
    type: 'input',
    block_id: blockId,
    label: text(blockId),
    element: { ...element, action_id: 'a' },
    ...extra,
  };
  return block;
}

describe('inputs of the local Slack', () => {
  let rig: Rig | undefined;

  afterEach(async () => {
    await rig?.stop();
    rig = undefined;
  });

  /** Opens a modal with these blocks for Alice. */
  async function open(
    blocks: types.KnownBlock[],
    register: (app: App) => void = () => undefined,
    view: Partial<types.ModalView> = {},
  ): Promise<{ rig: Rig; viewId: string; submit: (values: Record<string, Entered>) => Promise<unknown> }> {
    const started = await startSocketRig((app) => {
      app.command('/incident', async ({ ack, client, body }) => {
        await ack();
        await client.views.open({
          trigger_id: body.trigger_id,
          view: { type: 'modal', callback_id: 'm', title: text('M'), submit: text('OK'), blocks, ...view },
        });
      });
      register(app);
    });
    rig = started;
    await ui(started.slack, 'command', { user: 'alice', channel: 'incidents', text: '/incident' });
    const viewId = ((await modalOf(started)) as { id: string }).id;
    const submit = (values: Record<string, Entered>) =>
      ui(started.slack, 'submit', {
        user: 'alice',
        viewId,
        values: Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { a: value }])),
      });
    return { rig: started, viewId, submit };
  }

  async function modalOf(started: Rig): Promise<unknown> {
    for (;;) {
      const { modal } = await ui(started.slack, 'views?user=alice');
      if (modal !== null) return modal;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  test('every kind of input arrives in its own shape', async () => {
    let values: unknown;
    const blocks = [
      input('who', { type: 'users_select' }),
      input('where', { type: 'conversations_select', response_url_enabled: true }),
      input('day', { type: 'datepicker' }),
      input('time', { type: 'timepicker' }),
      input('boxes', { type: 'checkboxes', options: [option('x'), option('y')] }),
      input('radio', { type: 'radio_buttons', options: [option('x'), option('y')] }),
      input('count', { type: 'number_input', is_decimal_allowed: false }),
      input('many', { type: 'multi_users_select' }),
      input('note', { type: 'plain_text_input', multiline: true }, { optional: true }),
    ];
    let urls: unknown;
    const { submit } = await open(blocks, (app) => {
      app.view('m', async ({ ack, view, body }) => {
        values = view.state.values;
        urls = 'response_urls' in body ? body.response_urls : [];
        await ack();
      });
    });

    const result = await submit({
      who: 'U0BOB',
      where: 'C0CHECKOUT',
      day: '2026-11-22',
      time: '09:30',
      boxes: ['y'],
      radio: 'x',
      count: '12',
      many: ['U0BOB', 'U0CAROL'],
    });

    expect(result).toEqual({ ok: true });
    expect(values).toMatchObject({
      who: { a: { selected_user: 'U0BOB' } },
      where: { a: { selected_conversation: 'C0CHECKOUT' } },
      day: { a: { selected_date: '2026-11-22' } },
      time: { a: { selected_time: '09:30' } },
      boxes: { a: { selected_options: [{ value: 'y' }] } },
      radio: { a: { selected_option: { value: 'x' } } },
      count: { a: { value: '12' } },
      many: { a: { selected_users: ['U0BOB', 'U0CAROL'] } },
      note: { a: { value: null } },
    });
    expect(urls).toMatchObject([{ block_id: 'where', channel_id: 'C0CHECKOUT' }]);
  });

  test('a menu can start at the conversation the modal was opened from; files arrive by id', async () => {
    let values: unknown;
    const blocks = [
      input('where', { type: 'conversations_select', default_to_current_conversation: true }),
      input('files', { type: 'file_input' }),
    ];
    const { rig: started, submit } = await open(blocks, (app) => {
      app.view('m', async ({ ack, view }) => {
        values = view.state.values;
        await ack();
      });
    });
    const data = Buffer.from('line').toString('base64');
    const { file } = await ui(started.slack, 'upload', { user: 'alice', name: 'log.txt', data });
    const { id } = file as { id: string };

    await submit({ files: [id] });

    expect(values).toMatchObject({
      where: { a: { selected_conversation: 'C0INCIDENTS' } },
      files: { a: { files: [{ id }] } },
    });
  });

  test('Slack itself refuses what does not fit an input', async () => {
    const { submit } = await open([
      input('short', { type: 'plain_text_input', min_length: 3, max_length: 5 }),
      input('long', { type: 'plain_text_input', max_length: 5 }),
      input('whole', { type: 'number_input', is_decimal_allowed: false }),
      input('range', { type: 'number_input', is_decimal_allowed: true, min_value: '1', max_value: '10' }),
      input('mail', { type: 'email_text_input' }),
      input('link', { type: 'url_text_input' }),
      input('two', { type: 'multi_users_select', max_selected_items: 2 }),
      input('empty', { type: 'plain_text_input' }),
      input('free', { type: 'plain_text_input', min_length: 3 }, { optional: true }),
    ]);

    const result = await submit({
      short: 'ab',
      long: 'abcdef',
      whole: '1.5',
      range: '10.5',
      mail: 'nobody',
      link: 'javascript:x',
      two: ['U0ALICE', 'U0BOB', 'U0CAROL'],
    });

    expect(result).toMatchObject({
      ok: false,
      error: 'required',
      errors: {
        short: 'This must be at least 3 characters long.',
        long: 'This must be at most 5 characters long.',
        whole: 'Please enter a whole number.',
        range: 'This must be at most 10.',
        mail: 'Please enter a valid email address.',
        link: 'Please enter a valid URL.',
        two: 'Please choose at most 2.',
        empty: 'Please complete this required field.',
      },
    });
  });

  test('an external menu asks the app; what was offered can be chosen', async () => {
    const asked: unknown[] = [];
    let chosen: unknown;
    const {
      rig: started,
      viewId,
      submit,
    } = await open([input('runbook', { type: 'external_select', min_query_length: 1 })], (app) => {
      app.options('a', async ({ ack, options }) => {
        asked.push({ value: options.value, block: 'block_id' in options && options.block_id });
        await ack({ options: [option('restart'), option('rollback')] });
      });
      app.view('m', async ({ ack, view }) => {
        chosen = view.state.values['runbook']?.['a']?.selected_option;
        await ack();
      });
    });

    const offered = await ui(started.slack, 'options', { user: 'alice', viewId, actionId: 'a', query: 'r' });
    await submit({ runbook: 'rollback' });

    expect(offered).toMatchObject({ ok: true, options: [{ value: 'restart' }, { value: 'rollback' }] });
    expect(asked).toEqual([{ value: 'r', block: 'runbook' }]);
    expect(chosen).toEqual(option('rollback'));
  });

  test('an external menu in a message works too, with groups', async () => {
    const picked: unknown[] = [];
    rig = await startSocketRig((app) => {
      app.options('svc', async ({ ack }) => {
        await ack({ option_groups: [{ label: text('Tier 1'), options: [option('checkout')] }] });
      });
      app.action({ type: 'block_actions', action_id: 'svc' }, async ({ ack, action }) => {
        await ack();
        picked.push(action);
      });
    });
    const { ts } = await rig.app.client.chat.postMessage({
      channel: 'C0INCIDENTS',
      text: 'Which service?',
      blocks: [{ type: 'actions', block_id: 'b', elements: [{ type: 'external_select', action_id: 'svc' }] }],
    });
    const place = { user: 'alice', channel: 'incidents', ts, actionId: 'svc' };

    const offered = await ui(rig.slack, 'options', { ...place, query: 'che' });
    await ui(rig.slack, 'action', { ...place, value: 'checkout' });

    expect(offered).toMatchObject({
      options: [{ value: 'checkout' }],
      option_groups: [{ label: { text: 'Tier 1' } }],
    });
    expect(picked).toMatchObject([{ type: 'external_select', selected_option: { value: 'checkout' } }]);
  });

  test('options that break Slack’s rules, or come from no app, are not shown', async () => {
    const { rig: started, viewId } = await open([input('x', { type: 'external_select' })], (app) => {
      app.options('a', async ({ ack }) => {
        await ack({ options: Array.from({ length: 101 }, (_, index) => option(`o${index}`)) });
      });
    });

    expect(
      await ui(started.slack, 'options', { user: 'alice', viewId, actionId: 'a', query: '' }),
    ).toMatchObject({ ok: false, error: 'invalid_options', options: [] });
  });

  test('an input tells the app of a change only when its block asks for it', async () => {
    const changed: string[] = [];
    const { rig: started, viewId } = await open(
      [
        input('quiet', { type: 'users_select' }),
        input('loud', { type: 'users_select' }, { dispatch_action: true }),
      ],
      (app) => {
        app.action({ type: 'block_actions', action_id: 'a' }, async ({ ack, action }) => {
          await ack();
          changed.push(action.block_id);
        });
      },
    );

    for (const blockId of ['quiet', 'loud']) {
      await ui(started.slack, 'action', { user: 'alice', viewId, actionId: 'a', blockId, value: 'U0BOB' });
    }

    expect(changed).toEqual(['loud']);
  });
});
