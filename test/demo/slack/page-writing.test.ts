/** Writing, commands, reactions, menus and keys: what a responder does with the page all day. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { describeWithServer } from '../../helpers/real-servers.js';
import { until } from './bolt-app.js';
import { composerOf, type PageRig, plain, startPageRig } from './page-browser.js';

const USAGE = '[new [title] | list | severity <level> | status <text> | help]';

describeWithServer('chromium', 'writing on the page', () => {
  let rig: PageRig;
  let page: Page;
  const heard: string[] = [];

  beforeAll(async () => {
    rig = await startPageRig(
      (app) => {
        app.command('/incident', async ({ ack, command }) => {
          heard.push(`command ${command.text}`);
          await ack(`ran ${command.text}`);
        });
        app.shortcut(/.*/, async ({ ack, shortcut }) => {
          await ack();
          heard.push(
            shortcut.type === 'message_action'
              ? `${shortcut.callback_id} on ${String(shortcut.message.text)} by ${shortcut.user.id}`
              : `${shortcut.callback_id} by ${shortcut.user.id}`,
          );
        });
        app.action(/.*/, async ({ ack, action }) => {
          await ack();
          const chosen = 'selected_option' in action ? action.selected_option?.value : undefined;
          heard.push(`${'action_id' in action ? action.action_id : ''} ${chosen ?? ''}`.trim());
        });
      },
      {
        commands: [{ command: '/incident', description: 'Incidents', usageHint: USAGE }],
        shortcuts: [
          { callbackId: 'incident.new', name: 'New incident', kind: 'global' },
          { callbackId: 'timeline.add', name: 'Add to timeline', kind: 'message' },
        ],
      },
    );
    page = await rig.open();
  });

  afterAll(async () => {
    await rig?.stop();
  });

  const say = (text: string, user = 'bob') =>
    rig.slack.control.people.say({ user, channel: 'incidents', text }).ts;
  /** Scrolls to the top and waits until the page has heard of it. */
  const scrollUp = (list: Locator) =>
    list.evaluate(async (element) => {
      const heard = new Promise((resolve) => element.addEventListener('scrollend', resolve, { once: true }));
      element.scrollTo(0, 0);
      await heard;
    });
  const row = (text: string) => page.getByRole('article').filter({ hasText: text });

  test('verbs of a command are chosen with the arrow keys, completed with Tab, and put away with Escape', async () => {
    const composer = composerOf(page);
    await composer.fill('/incident s');
    expect(await page.getByRole('option').allInnerTexts()).toEqual([
      expect.stringContaining('/incident severity'),
      expect.stringContaining('/incident status'),
    ]);

    await composer.press('ArrowDown');
    await composer.press('ArrowDown');
    await composer.press('Tab');
    expect(await composer.inputValue()).toBe('/incident status ');
    await page.getByRole('note').getByText('/incident status <text>').waitFor();

    await composer.fill('/incident l');
    await composer.press('Escape');
    expect(await page.getByRole('listbox').count()).toBe(0);
    await composer.fill('/incident list');
    await composer.press('Enter');

    await page.getByText('ran list').waitFor();
    expect(heard.splice(0)).toEqual(['command list']);
  });

  test('people and emoji are completed inside a sentence, and an unsent draft waits in its channel', async () => {
    const composer = composerOf(page);
    await composer.pressSequentially('asking @bo');
    await composer.press('Enter');
    await composer.pressSequentially(':push');
    await composer.press('Enter');
    await composer.press('Enter');
    await row('asking @Bob Okafor').waitFor();
    expect(rig.slack.control.messages('incidents').at(-1)?.text).toBe('asking <@U0BOB> :pushpin:');

    await composer.pressSequentially('@Fi');
    await composer.press('Enter');
    await composer.pressSequentially('ack, @Bob Okafor.');
    await composer.press('Enter');
    await row('@Firewatch ack').waitFor();
    expect(rig.slack.control.messages('incidents').at(-1)?.text).toBe('<@U0FIREWATCH> ack, <@U0BOB>.');

    await composer.fill('half a thought');
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /general/ })
      .click();
    await composerOf(page, 'general').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: '# incidents' }).waitFor();

    expect(await composer.inputValue()).toBe('half a thought');
    await composer.fill('');
  });

  test('a global shortcut runs from the composer, by its menu or by typing a slash', async () => {
    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.keyboard.press('Enter');
    await until(() => heard.length === 1);

    await composerOf(page).fill('/new');
    await composerOf(page).press('Enter');
    await until(() => heard.length === 2);

    expect(heard.splice(0)).toEqual(['incident.new by U0ALICE', 'incident.new by U0ALICE']);
    expect(await composerOf(page).inputValue()).toBe('');
  });

  test('a message shortcut is reached with keys alone: arrow to the message, Tab to its menu', async () => {
    say('disk is full');
    await row('disk is full').waitFor();
    await page.getByRole('log', { name: 'Messages' }).focus();
    await page.keyboard.press('ArrowUp');
    const menu = row('disk is full').getByRole('button', { name: 'More message actions' });
    await menu.focus();
    await page.keyboard.press('Enter');

    await page.getByRole('menuitem', { name: 'Add to timeline' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    const isBack = await menu.evaluate((element) => element === document.activeElement);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await until(() => heard.length === 1);

    expect(isBack).toBe(true);
    expect(heard.splice(0)).toEqual(['timeline.add on disk is full by U0ALICE']);
  });

  test('a reaction is picked by name and toggled with a click, and other people see it', async () => {
    const ts = say('look at this');
    await row('look at this').hover();
    await row('look at this').getByRole('button', { name: 'Find another reaction' }).click();
    await page.keyboard.type('push');
    await page.keyboard.press('Enter');
    const reaction = row('look at this').getByRole('button', { name: /^pushpin, / });
    await reaction.waitFor();
    expect(await reaction.getAttribute('aria-pressed')).toBe('true');

    rig.slack.control.people.toggleReaction({ user: 'bob', channel: 'incidents', ts, name: 'pushpin' });
    await row('look at this').getByRole('button', { name: 'pushpin, 2: You, Bob Okafor' }).waitFor();
    await reaction.click();

    await row('look at this').getByRole('button', { name: 'pushpin, 1: Bob Okafor' }).waitFor();
  });

  test("one's own message can be edited and deleted; what changed says so", async () => {
    say('deploying 2.4.1', 'alice');
    await row('deploying 2.4.1').hover();
    await row('deploying 2.4.1').getByRole('button', { name: 'More message actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit message' }).click();
    await page.getByRole('textbox', { name: 'Edit message' }).fill('deploying 2.4.2');
    await page.keyboard.press('Enter');
    await row('deploying 2.4.2').getByText('(edited)').waitFor();

    await row('deploying 2.4.2').hover();
    await row('deploying 2.4.2').getByRole('button', { name: 'More message actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete message' }).click();

    await row('deploying 2.4.2').waitFor({ state: 'detached' });
    expect(await row('deploying').count()).toBe(0);
  });

  test('the menu behind three dots follows the keys and reports the choice', async () => {
    const option = (text: string) => ({
      text: { type: 'plain_text' as const, text },
      value: text.toLowerCase(),
    });
    await rig.app.client.chat.postMessage({
      channel: 'C0INCIDENTS',
      text: 'INC-1',
      blocks: [
        {
          type: 'actions',
          elements: [
            { type: 'overflow', action_id: 'incident.more', options: ['Snooze', 'Merge'].map(option) },
          ],
        },
      ],
    });
    const dots = page.getByRole('button', { name: 'More actions' });
    await dots.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menuitem', { name: 'Snooze' }).waitFor();
    await page.keyboard.press('m');
    await page.keyboard.press('Enter');
    await until(() => heard.length === 1);

    expect(heard.splice(0)).toEqual(['incident.more merge']);
  });

  test('whoever does something sees its private answer, also after reading further up beside a thread', async () => {
    const ts = say('INC-7 is open');
    rig.slack.control.people.say({ user: 'bob', channel: 'incidents', text: 'looking', threadTs: ts });
    for (let index = 0; index < 30; index += 1) say(`line ${index}`);
    const news = page.getByRole('button', { name: 'New messages' });
    const list = page.getByRole('log', { name: 'Messages' });
    await row('line 29').waitFor();
    await row('INC-7 is open')
      .getByRole('button', { name: /1 reply/ })
      .click();
    await page.locator(':focus[aria-label="Reply…"]').waitFor();
    await scrollUp(list);
    say('meanwhile');
    await news.waitFor();

    await composerOf(page).fill('/incident list');
    await composerOf(page).press('Enter');
    await row('ran list').last().waitFor();

    const gap = await list.evaluate(
      (element) => element.scrollHeight - element.scrollTop - element.clientHeight,
    );
    expect(gap).toBeLessThan(2);
    expect(await news.count()).toBe(0);
    const thread = page.getByRole('log', { name: 'Thread' });
    const place = { channel: 'C0INCIDENTS', thread_ts: ts };
    await rig.app.client.chat.postMessage({
      ...place,
      text: 'A fix',
      blocks: [
        { type: 'actions', elements: [{ type: 'button', action_id: 'approve', text: plain('Approve') }] },
      ],
    });
    for (let index = 0; index < 15; index += 1)
      rig.slack.control.people.say({
        user: 'bob',
        channel: 'incidents',
        text: `reply ${index}`,
        threadTs: ts,
      });
    await thread.getByText('reply 14').waitFor();
    await scrollUp(thread);
    await thread.getByRole('button', { name: 'Approve' }).click();
    await until(() => heard.length === 2);
    await rig.app.client.chat.postEphemeral({ ...place, user: 'U0ALICE', text: 'That is not yours' });
    await thread.getByText('That is not yours').waitFor();

    const below = await thread.evaluate(
      (element) => element.scrollHeight - element.scrollTop - element.clientHeight,
    );
    expect(below).toBeLessThan(2);
    await page.getByRole('button', { name: 'Close the thread' }).click();
    expect(heard.splice(0)).toEqual(['command list', 'approve']);
  });

  test('a channel is joined, left, and others are added to it in its header', async () => {
    await page.goto(`${rig.slack.url}/archives/C0GENERAL?user=bob`);
    await page.getByRole('button', { name: '3 members' }).click();
    await page.getByRole('menuitem', { name: 'Leave channel' }).click();
    await page.getByRole('button', { name: 'Join channel' }).click();
    await page.getByRole('button', { name: 'Join channel' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '3 members' }).click();
    await page.getByRole('menuitem', { name: 'Add Firewatch' }).click();

    await page.getByRole('button', { name: '4 members' }).waitFor();
    const { channels } = (await (await fetch(`${rig.slack.url}/ui/channels?user=bob`)).json()) as {
      channels: { id: string; members: string[] }[];
    };
    expect(channels.find(({ id }) => id === 'C0GENERAL')?.members).toContain('U0FIREWATCH');
  });

  test('whoever may not see the channel lands in their own first one', async () => {
    await page.goto(`${rig.slack.url}/archives/C0INCIDENTS?user=alice`);
    await page.getByRole('heading', { name: '# incidents' }).waitFor();
    await page.locator(':focus[aria-label^="Message #incidents"]').waitFor();

    await page.getByRole('radio', { name: /Gary Guest/ }).click();
    await page.getByRole('heading', { name: '# checkout' }).waitFor();
    await page.getByRole('radio', { name: /Alice Moreau/ }).click();
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /incidents/ })
      .click();
    await composerOf(page).waitFor();

    expect(rig.problems).toEqual([]);
  });

  test('Ctrl+K goes to a channel or a person by a few letters', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /Go to/ }).fill('gen');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '# general' }).waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /Go to/ }).fill('carol');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Carol Lindqvist' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');

    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(rig.problems).toEqual([]);
  });

  test('on a phone a touch shows what can be done with a message, and nothing runs out of the screen', async () => {
    say('touch me');
    const phone = await rig.open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await phone.getByText('touch me').tap();
    await phone.getByRole('button', { name: 'Reply in thread' }).tap();
    await phone.getByRole('complementary', { name: 'Thread' }).waitFor();
    await phone.getByRole('button', { name: 'Close the thread' }).tap();
    await phone.getByRole('button', { name: 'Channels and people' }).tap();
    await phone.getByRole('button', { name: 'Close the menu' }).waitFor();
    await phone.keyboard.press('Escape');
    await phone.getByRole('button', { name: 'Close the menu' }).waitFor({ state: 'detached' });
    const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await phone.close();

    expect(overflow).toBe(0);
  });
});
