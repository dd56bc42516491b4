import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeWithServer } from '../../helpers/real-servers.js';
import { until } from './bolt-app.js';
import { type PageRig, startPageRig } from './page-browser.js';

describeWithServer('chromium', 'the page of the local Slack', () => {
  let rig: PageRig;
  let page: Page;
  const clicks: string[] = [];

  beforeAll(async () => {
    rig = await startPageRig(
      (app) => {
        app.command('/incident', async ({ ack, body, client, respond, command }) => {
          await ack();
          if (command.text !== 'new') {
            await respond('2 open incidents');
            return;
          }
          await client.views.open({
            trigger_id: body.trigger_id,
            view: {
              type: 'modal',
              callback_id: 'incident.new',
              title: { type: 'plain_text', text: 'New incident' },
              submit: { type: 'plain_text', text: 'Create' },
              blocks: [
                {
                  type: 'input',
                  block_id: 'title',
                  label: { type: 'plain_text', text: 'What is happening?' },
                  element: { type: 'plain_text_input', action_id: 'text' },
                },
              ],
            },
          });
        });
        app.view('incident.new', async ({ ack, view, client }) => {
          await ack();
          const text = view.state.values['title']?.['text']?.value ?? '';
          await client.chat.postMessage({ channel: 'C0INCIDENTS', text: `Opened: ${text}` });
        });
        app.event('app_home_opened', async ({ event, client }) => {
          await client.views.publish({
            user_id: event.user,
            view: {
              type: 'home',
              blocks: [
                { type: 'header', text: { type: 'plain_text', text: 'Your queue' } },
                {
                  type: 'actions',
                  elements: [
                    {
                      type: 'button',
                      action_id: 'home.refresh',
                      text: { type: 'plain_text', text: 'Refresh' },
                    },
                  ],
                },
              ],
            },
          });
        });
        app.action(/.*/, async ({ ack, body, action }) => {
          await ack();
          clicks.push(`${body.user.id} ${'action_id' in action ? action.action_id : ''}`);
        });
      },
      {
        panel: {
          groups: [
            {
              title: 'Demo',
              actions: [
                { id: 'bad-release', label: 'Bad release', run: async () => 'Checkout 2.4.1 is going out.' },
              ],
            },
          ],
        },
      },
    );
    page = await rig.open();
  });

  afterAll(async () => {
    await rig?.stop();
  });

  beforeEach(async () => {
    clicks.length = 0;
    await page.getByRole('radio', { name: /Alice Moreau/ }).click();
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /incidents/ })
      .click();
    await page.getByRole('heading', { name: '# incidents' }).waitFor();
  });

  async function card(text: string, extra: Record<string, unknown> = {}): Promise<string> {
    const posted = await rig.app.client.chat.postMessage({
      channel: 'C0INCIDENTS',
      text,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: `*${text}* seen by <@U0BOB> at 10:31:12` } },
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'approve',
              style: 'primary',
              text: { type: 'plain_text', text: `Approve ${text}` },
              ...extra,
            },
          ],
        },
      ],
    });
    return posted.ts ?? '';
  }

  test('a message typed by a person appears, and answers arrive live', async () => {
    const composer = page.getByRole('textbox', { name: /Message #incidents/ });
    await composer.fill('Shipping `2.4.1` now');
    await composer.press('Enter');
    await page.getByText('2.4.1', { exact: true }).waitFor();

    const ts = await card('INC-1');
    await page.getByRole('button', { name: 'Approve INC-1' }).waitFor();
    await rig.app.client.chat.update({ channel: 'C0INCIDENTS', ts, text: 'INC-1 is over' });

    await page.getByText('INC-1 is over').waitFor();
    expect(await page.getByRole('button', { name: 'Approve INC-1' }).count()).toBe(0);
  });

  test('a click reaches the app as the person chosen in the switcher', async () => {
    await card('INC-2');
    await page.getByRole('radio', { name: /Bob Okafor/ }).click();

    await page.getByRole('button', { name: 'Approve INC-2' }).click();
    await until(() => clicks.length === 1);

    expect(clicks).toEqual(['U0BOB approve']);
  });

  test('a confirm dialog is asked first: denying sends nothing', async () => {
    const ts = await card('INC-3', {
      confirm: {
        title: { type: 'plain_text', text: 'Roll back?' },
        text: { type: 'mrkdwn', text: 'This restarts *3 pods*.' },
        confirm: { type: 'plain_text', text: 'Yes, roll back' },
        deny: { type: 'plain_text', text: 'No' },
      },
    });
    const button = page.getByRole('button', { name: 'Approve INC-3' });

    await button.click();
    await page.getByRole('button', { name: 'No', exact: true }).click();
    await button.click();
    const afterDenial = [...clicks];
    await page.getByRole('button', { name: 'Yes, roll back' }).click();
    await until(() => clicks.length === 1);
    await rig.app.client.chat.update({ channel: 'C0INCIDENTS', ts, text: 'Approved', blocks: [] });
    // The button has gone; the keyboard goes on from its message.
    await page.locator(`article:focus[data-ts="${ts}"]`).waitFor();

    expect(afterDenial).toEqual([]);
    expect(clicks).toEqual(['U0ALICE approve']);
  });

  test('a thread opens at the side, takes replies and shows their number', async () => {
    const parent = await card('INC-4');
    await rig.app.client.chat.postMessage({
      channel: 'C0INCIDENTS',
      thread_ts: parent,
      text: 'Evidence follows',
    });

    await page.getByRole('button', { name: /1 reply/ }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('Evidence follows').waitFor();
    await thread.getByRole('textbox').fill('Thank you');
    await thread.getByRole('textbox').press('Enter');

    await thread.getByText('Thank you').waitFor();
    await page.getByRole('button', { name: /2 replies/ }).waitFor();
    expect(rig.slack.control.messages('incidents').at(-1)).toMatchObject({
      text: 'Thank you',
      threadTs: parent,
    });
  });

  test('a slash command opens a modal, which insists on required fields', async () => {
    const composer = page.getByRole('textbox', { name: /Message #incidents/ });
    await composer.fill('/inc');
    await composer.press('Tab');
    await composer.pressSequentially('new');
    await composer.press('Enter');

    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Please complete this required field.').waitFor();
    await page.getByRole('textbox', { name: 'What is happening?' }).fill('Payments fail');
    await page.getByRole('button', { name: 'Create' }).click();

    await page.getByText('Opened: Payments fail').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('an answer to a command is visible to one person only', async () => {
    const composer = page.getByRole('textbox', { name: /Message #incidents/ });
    await composer.fill('/incident list');
    await composer.press('Enter');

    await page.getByText('Only visible to you').last().waitFor();
    await page.getByRole('radio', { name: /Bob Okafor/ }).click();
    await page.getByText('Opened: Payments fail').waitFor();

    expect(await page.getByText('2 open incidents').count()).toBe(0);
  });

  test('a refused command is explained and stays in the box', async () => {
    const composer = page.getByRole('textbox', { name: /Message #incidents/ });
    await composer.fill('/nope');
    await composer.press('Enter');

    await page.getByRole('status').getByText('/nope is not a valid command.').waitFor();
    expect(await composer.inputValue()).toBe('/nope');
  });

  test('a channel with news is marked until it is opened', async () => {
    rig.slack.control.people.say({ user: 'bob', channel: 'general', text: 'Lunch?' });
    const room = page.getByRole('navigation').getByRole('button', { name: /general/ });
    await room.getByLabel('unread').waitFor();

    await room.click();
    await page.getByText('Lunch?').waitFor();

    expect(await room.getByLabel('unread').count()).toBe(0);
  });

  test('the Home tab is asked for when it is opened, and its buttons work', async () => {
    await page.getByRole('navigation').getByRole('button', { name: 'Firewatch' }).click();
    await page.getByRole('heading', { name: 'Your queue' }).waitFor();

    await page.getByRole('button', { name: 'Refresh' }).click();
    await until(() => clicks.length === 1);

    expect(clicks).toEqual(['U0ALICE home.refresh']);
  });

  test('the demo strip runs its actions and says what they did', async () => {
    await page.getByRole('button', { name: 'Bad release' }).click();

    await page.getByText('Checkout 2.4.1 is going out.').waitFor();
    expect(await page.getByRole('status').count()).toBe(1);
  });

  test('nothing is asked of other hosts, on a phone neither, and nothing breaks', async () => {
    const foreign: string[] = [];
    const phone = await rig.browser.newPage({
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    phone.on('request', (request) => {
      if (!request.url().startsWith(rig.slack.url) && !request.url().startsWith('data:'))
        foreign.push(request.url());
    });
    await phone.goto(rig.slack.url);
    await phone.getByRole('button', { name: 'Channels and people' }).click();
    await phone
      .getByRole('navigation')
      .getByRole('button', { name: /checkout/ })
      .click();
    await phone.getByRole('heading', { name: '# checkout' }).waitFor();
    const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await phone.close();

    expect(foreign).toEqual([]);
    expect(overflow).toBe(0);
    expect(rig.problems.filter((problem) => !problem.includes('400'))).toEqual([]);
  });
});
