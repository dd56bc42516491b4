/** Modals on the page: every input, refusals, stacks and updates. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ModalView } from '@slack/types';
import type { Page } from 'playwright-core';
import { describeWithServer } from '../../helpers/real-servers.js';
import { until } from './bolt-app.js';
import { composerOf, type PageRig, plain, startPageRig } from './page-browser.js';

const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() });
const input = (block_id: string, label: string, element: Record<string, unknown>, extra = {}) => ({
  type: 'input',
  block_id,
  optional: true,
  label: plain(label),
  element: { action_id: 'value', ...element },
  ...extra,
});

const form = (blocks: unknown[], title = 'New incident', callback = 'incident.new'): ModalView => ({
  type: 'modal',
  callback_id: callback,
  title: plain(title),
  submit: plain('Create'),
  blocks: blocks as ModalView['blocks'],
});

const TITLE = input('title', 'Title', { type: 'plain_text_input', max_length: 30 }, { optional: false });
const EVERYTHING = [
  TITLE,
  input('details', 'Details', { type: 'plain_text_input', multiline: true }),
  input('count', 'Count', { type: 'number_input', is_decimal_allowed: false }),
  input('severity', 'Severity', { type: 'static_select', options: ['One', 'Two'].map(option) }),
  input('also', 'Also affected', {
    type: 'multi_static_select',
    options: ['Shop', 'Search', 'Pay'].map(option),
  }),
  input('service', 'Service', { type: 'external_select', min_query_length: 2 }),
  input('who', 'Commander', { type: 'users_select' }),
  input('where', 'Channel', { type: 'conversations_select', filter: { include: ['public'] } }),
  input('facing', 'Customer facing', { type: 'radio_buttons', options: ['Yes', 'No'].map(option) }),
  input('notify', 'Notify', { type: 'checkboxes', options: ['On call', 'Support'].map(option) }),
  input('day', 'Day', { type: 'datepicker' }),
  input('time', 'Time', { type: 'timepicker' }),
];

describeWithServer('chromium', 'modals on the page', () => {
  let rig: PageRig;
  let page: Page;
  let submitted: Record<string, Record<string, unknown>> = {};
  const acted: string[] = [];

  beforeAll(async () => {
    rig = await startPageRig((app) => {
      app.command('/incident', async ({ ack, body, client, command }) => {
        await ack();
        const views: Record<string, ModalView> = {
          all: form(EVERYTHING),
          stack: form([
            TITLE,
            {
              type: 'actions',
              elements: [
                { type: 'button', action_id: 'push', text: plain('Choose a runbook') },
                { type: 'button', action_id: 'update', text: plain('More fields') },
              ],
            },
            input('kind', 'Kind', { type: 'plain_text_input' }, { dispatch_action: true }),
          ]),
        };
        if (command.text === 'prepared') {
          const loading = { ...form([]), blocks: [{ type: 'section' as const, text: plain('Loading …') }] };
          const { view: opened } = await client.views.open({ trigger_id: body.trigger_id, view: loading });
          const choice = {
            type: 'radio_buttons',
            options: ['Release', 'Traffic'].map(option),
            initial_option: option('Traffic'),
          };
          await client.views.update({
            view_id: opened?.id ?? '',
            view: form([input('cause', 'Cause', choice)]),
          });
        }
        const view = views[command.text];
        if (view !== undefined) await client.views.open({ trigger_id: body.trigger_id, view });
      });
      app.options(/.*/, async ({ ack, payload }) => {
        const found = ['Checkout', 'Checkin', 'Gateway'].filter((name) =>
          name.toLowerCase().startsWith(payload.value),
        );
        await ack({ options: found.map(option) });
      });
      app.action('push', async ({ ack, body, client }) => {
        await ack();
        if (!('trigger_id' in body)) return;
        const pushed = form(
          [input('runbook', 'Runbook', { type: 'plain_text_input' })],
          'Runbook',
          'runbook',
        );
        await client.views.push({ trigger_id: body.trigger_id, view: pushed });
      });
      app.action('update', async ({ ack, body, client }) => {
        await ack();
        if (body.type !== 'block_actions' || body.view === undefined) return;
        const more = input('more', 'More', { type: 'plain_text_input' });
        await client.views.update({ view_id: body.view.id, view: form([TITLE, more]) });
      });
      app.action('value', async ({ ack, action }) => {
        await ack();
        acted.push('value' in action ? String(action.value) : '');
      });
      app.view('incident.new', async ({ ack, view }) => {
        const title = view.state.values['title']?.['value']?.value ?? '';
        if (title.length < 5) {
          await ack({ response_action: 'errors', errors: { title: 'Say a little more.' } });
          return;
        }
        submitted = view.state.values as unknown as typeof submitted;
        await ack();
      });
    });
    page = await rig.open();
  });

  afterAll(async () => {
    await rig?.stop();
  });

  async function openModal(which: string): Promise<void> {
    await composerOf(page).fill(`/incident ${which}`);
    await composerOf(page).press('Enter');
    await page.getByRole('dialog', { name: 'New incident' }).waitFor();
  }

  const field = (name: string) =>
    page.getByRole('dialog').getByRole('textbox', { name: new RegExp(`^${name}`) });
  const isFocused = (name: string) => field(name).evaluate((element) => element === document.activeElement);

  test('every kind of input reaches the app as Slack would send it', async () => {
    await openModal('all');
    expect(await isFocused('Title')).toBe(true);
    const dialog = page.getByRole('dialog');
    await field('Title').fill('Checkout fails');
    await field('Details').fill('Since ten\no’clock');
    await field('Count').fill('12');
    await dialog.getByRole('combobox', { name: 'Severity' }).selectOption('Two');
    const also = dialog.getByRole('combobox', { name: 'Also affected' });
    await also.fill('sea');
    await page.getByRole('option', { name: 'Search' }).waitFor();
    await also.press('Enter');
    await page.getByRole('option', { name: 'Pay' }).click();
    await dialog.getByRole('button', { name: 'Remove Search' }).click();
    const service = dialog.getByRole('combobox', { name: 'Service' });
    await service.fill('c');
    await page.getByText('Type 2 or more letters').waitFor();
    await service.fill('ch');
    await page.getByRole('option', { name: 'Checkin' }).waitFor();
    await service.press('ArrowDown');
    await service.press('Enter');
    await dialog.getByRole('combobox', { name: 'Commander' }).selectOption('Bob Okafor');
    await dialog.getByRole('combobox', { name: 'Channel' }).selectOption('#checkout');
    await dialog.getByRole('radio', { name: 'Yes' }).check();
    await dialog.getByRole('checkbox', { name: 'Support' }).check();
    await dialog.getByLabel('Day').fill('2026-01-31');
    await dialog.getByLabel('Time').fill('09:30');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'detached' });

    expect(Object.fromEntries(Object.entries(submitted).map(([id, { value }]) => [id, value]))).toMatchObject(
      {
        title: { value: 'Checkout fails' },
        details: { value: 'Since ten\no’clock' },
        count: { value: '12' },
        severity: { selected_option: { value: 'two' } },
        also: { selected_options: [{ value: 'pay' }] },
        service: { selected_option: { value: 'checkin' } },
        who: { selected_user: 'U0BOB' },
        where: { selected_conversation: 'C0CHECKOUT' },
        facing: { selected_option: { value: 'yes' } },
        notify: { selected_options: [{ value: 'support' }] },
        day: { selected_date: '2026-01-31' },
        time: { selected_time: '09:30' },
      },
    );
  });

  test('what is wrong stands below its field, which gets the focus; the counter warns before the limit', async () => {
    await openModal('all');
    const dialog = page.getByRole('dialog');
    await field('Title').fill('Hm');
    await page.getByText('28 left').waitFor();
    await dialog.getByRole('combobox', { name: 'Severity' }).focus();
    await dialog.getByRole('button', { name: 'Create' }).click();

    await page.getByRole('alert').getByText('Say a little more.').waitFor();
    expect(await isFocused('Title')).toBe(true);
    expect(await field('Title').inputValue()).toBe('Hm');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await composerOf(page).evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('a pushed modal lies on top, going back finds everything as it was, and an update keeps it', async () => {
    await openModal('stack');
    await field('Title').fill('Payments stall');
    await page.getByRole('button', { name: 'Choose a runbook' }).click();
    await page.getByRole('dialog', { name: 'Runbook' }).waitFor();
    await page.getByRole('button', { name: 'Back' }).click();

    await page.getByRole('dialog', { name: 'New incident' }).waitFor();
    expect(await field('Title').inputValue()).toBe('Payments stall');
    await page.getByRole('button', { name: 'More fields' }).click();
    await field('More').waitFor();

    expect(await field('Title').inputValue()).toBe('Payments stall');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('a form that was still being prepared gives the focus to its first field, of choices to the chosen one', async () => {
    await openModal('prepared');
    const chosen = page.getByRole('dialog').getByRole('radio', { name: 'Traffic' });
    await chosen.waitFor();

    expect(await chosen.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('an input that dispatches tells the app on Enter, and does not submit', async () => {
    await openModal('stack');
    await field('Kind').fill('network');
    await field('Kind').press('Enter');
    await until(() => acted.length === 1);

    expect(acted).toEqual(['network']);
    expect(await page.getByRole('dialog').count()).toBe(1);
    expect(rig.problems).toEqual([]);
  });
});
