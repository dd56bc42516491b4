/** What the app shows beyond plain messages: files, canvases, streams, its side pane; and two people at once. */
import { Resvg } from '@resvg/resvg-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeWithServer } from '../../helpers/real-servers.js';
import { until } from './bolt-app.js';
import { composerOf, type PageRig, plain, startPageRig } from './page-browser.js';

const CHANNEL = 'C0INCIDENTS';

describeWithServer('chromium', 'reading on the page', () => {
  let rig: PageRig;
  let page: Page;
  const acted: string[] = [];

  beforeAll(async () => {
    rig = await startPageRig((app) => {
      app.action(/.*/, async ({ ack, action, body }) => {
        await ack();
        const value = 'value' in action ? String(action.value) : '';
        acted.push(`${body.user.id} ${'action_id' in action ? action.action_id : ''} ${value}`);
      });
    });
    page = await rig.open();
  });

  afterAll(async () => {
    await rig?.stop();
  });

  const row = (text: string) => page.getByRole('article').filter({ hasText: text });
  const api = async (method: string, body: Record<string, unknown>): Promise<Record<string, unknown>> => ({
    ...(await rig.app.client.apiCall(method, body)),
  });

  test('a picture opens large with its description in words, and Escape closes it', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="red"/></svg>';
    await rig.app.client.files.uploadV2({
      channel_id: CHANNEL,
      file: new Resvg(svg).render().asPng(),
      filename: 'errors.png',
      title: 'Error rate',
      alt_text: 'Errors rise at 10:31',
    });
    const picture = page.getByRole('button', { name: 'Enlarge: Errors rise at 10:31' });
    await picture.click();

    const large = page.getByRole('dialog', { name: 'Error rate' });
    await large.getByText('Errors rise at 10:31').waitFor();
    const width = await large.getByRole('img').evaluate((image) => (image as HTMLImageElement).naturalWidth);
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'detached' });

    expect(width).toBe(80);
    expect(await picture.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('a Markdown file is previewed, read as a document, and downloaded', async () => {
    const content = '# Postmortem\n\n| what | when |\n|---|---|\n| found | **12 s** |\n';
    await rig.app.client.files.uploadV2({
      channel_id: CHANNEL,
      content,
      filename: 'inc-7.md',
      title: 'INC-7',
    });
    await row('inc-7').or(row('INC-7')).getByRole('heading', { name: 'Postmortem' }).waitFor();

    await page.getByRole('button', { name: 'Open', exact: true }).click();
    const viewer = page.getByRole('dialog', { name: 'INC-7' });
    await viewer.getByRole('cell', { name: '12 s' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      viewer.getByRole('link', { name: 'Download inc-7.md' }).click(),
    ]);
    await page.keyboard.press('Escape');

    expect(download.suggestedFilename()).toBe('inc-7.md');
  });

  test('a canvas is a tab of its channel, which follows its changes', async () => {
    const document_content = (markdown: string) => ({ type: 'markdown', markdown });
    const { canvas_id } = await api('conversations.canvases.create', {
      channel_id: CHANNEL,
      title: 'Handover',
      document_content: document_content('# Who is next'),
    });
    await page.getByRole('tab', { name: 'Handover' }).click();
    await page.getByRole('heading', { name: 'Who is next' }).waitFor();
    await api('canvases.edit', {
      canvas_id,
      changes: [{ operation: 'insert_at_end', document_content: document_content('Bob takes over') }],
    });

    await page.getByText('Bob takes over').waitFor();
    await page.keyboard.press('ArrowLeft');
    await composerOf(page).waitFor();

    expect(await page.getByText('Bob takes over').count()).toBe(0);
    await page.goto(`${rig.slack.url}/docs/${String(canvas_id)}`);
    await page.getByRole('tab', { name: 'Handover', selected: true }).waitFor();
    await page.getByText('Bob takes over').waitFor();
    await page.getByRole('tab', { name: 'Messages' }).click();
    await composerOf(page).waitFor();
  });

  test('a canvas that hangs in no channel opens by its address alone', async () => {
    const { canvas_id } = await api('canvases.create', {
      title: 'On its own',
      document_content: { type: 'markdown', markdown: 'Nobody’s channel' },
    });
    const alone = await rig.open({ path: `/docs/${String(canvas_id)}` });
    await alone.getByText('Nobody’s channel').waitFor();

    expect(await alone.getByRole('heading', { level: 1 }).innerText()).toBe('Canvas');
    await alone.close();
  });

  test('the side pane suggests questions, shows what the app is doing, and its answer as it grows', async () => {
    const opened = await rig.app.client.conversations.open({ users: 'U0ALICE' });
    const channel = opened.channel?.id ?? '';
    const prompts = [{ title: 'What is broken?', message: 'What is broken right now?' }];
    await api('assistant.threads.setSuggestedPrompts', { channel_id: channel, prompts });
    await page.getByRole('button', { name: 'Ask Firewatch' }).click();
    const pane = page.getByRole('complementary', { name: 'Firewatch' });
    await pane.getByRole('button', { name: 'What is broken?' }).click();
    await pane.getByText('What is broken right now?').waitFor();

    const thread_ts = rig.slack.control.messages(channel).at(-1)?.ts ?? '';
    const status = 'is looking at the metrics…';
    await api('assistant.threads.setStatus', { channel_id: channel, thread_ts, status });
    await pane.getByRole('status').getByText('Firewatch is looking at the metrics…').waitFor();
    await api('assistant.threads.setTitle', { channel_id: channel, thread_ts, title: 'Broken now' });
    const task = { type: 'task_update', id: '1', title: 'Read the metrics' };
    const { ts } = await api('chat.startStream', {
      channel,
      thread_ts,
      recipient_user_id: 'U0ALICE',
      recipient_team_id: 'T0DEMO',
      chunks: [{ ...task, status: 'in_progress' }],
    });
    await pane.getByRole('img', { name: 'in progress' }).waitFor();
    await pane.getByRole('status', { name: 'Still writing' }).waitFor();
    await api('chat.appendStream', {
      channel,
      ts,
      chunks: [
        { ...task, status: 'complete' },
        { type: 'markdown_text', text: 'Checkout, since **10:31**' },
      ],
    });
    await pane.getByText('Checkout, since 10:31').waitFor();
    await api('chat.stopStream', { channel, ts });

    await pane.getByRole('status', { name: 'Still writing' }).waitFor({ state: 'detached' });
    await pane.getByRole('img', { name: 'done' }).waitFor();
    await pane.getByRole('heading', { name: 'Broken now' }).waitFor();
    await pane.getByRole('button', { name: 'Close Firewatch' }).click();
    const places = page.getByRole('navigation');
    await places.getByRole('button', { name: /Firewatch/ }).click();
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByRole('button', { name: /1 reply\s*Checkout, since 10:31/ }).waitFor();
    await places.getByRole('button', { name: /incidents/ }).click();

    expect(await pane.count()).toBe(0);
  });

  test('feedback reaches the app and stays marked; blocks of every kind are drawn', async () => {
    const cell = (text: string) => ({ type: 'raw_text', text });
    await api('chat.postMessage', {
      channel: CHANNEL,
      text: 'Analysis',
      blocks: [
        { type: 'markdown', text: '## Findings\n- release `2.4.1`' },
        { type: 'alert', level: 'error', text: plain('The budget is gone') },
        {
          type: 'data_table',
          caption: 'Errors by service',
          page_size: 1,
          rows: [[cell('Service')], [cell('checkout')], [cell('payments')]],
        },
        {
          type: 'container',
          title: plain('More'),
          is_collapsible: true,
          default_collapsed: true,
          child_blocks: [{ type: 'section', text: plain('Folded away') }],
        },
        {
          type: 'context_actions',
          elements: [
            {
              type: 'feedback_buttons',
              action_id: 'feedback',
              positive_button: { text: plain('Right cause'), value: 'right' },
              negative_button: { text: plain('Wrong cause'), value: 'wrong' },
            },
          ],
        },
      ],
    });
    const card = row('Findings');
    await card.getByRole('note', { name: 'error' }).waitFor();
    await card.getByRole('button', { name: 'Next rows' }).click();
    await card.getByRole('cell', { name: 'payments' }).waitFor();
    await card.getByRole('button', { name: 'More', exact: true }).click();
    await card.getByText('Folded away').waitFor();
    await card.getByRole('button', { name: 'Wrong cause' }).click();
    await until(() => acted.length === 1);

    expect(acted.splice(0)).toEqual(['U0ALICE feedback wrong']);
    expect(await card.getByRole('button', { name: 'Wrong cause' }).getAttribute('aria-pressed')).toBe('true');
  });

  test('a permalink opens its thread and marks the reply; Escape closes the thread and finds the place again', async () => {
    const parent = await rig.app.client.chat.postMessage({ channel: CHANNEL, text: 'INC-9 began' });
    const reply = await rig.app.client.chat.postMessage({
      channel: CHANNEL,
      thread_ts: parent.ts ?? '',
      reply_broadcast: true,
      text: 'INC-9 evidence',
    });
    const { permalink } = await rig.app.client.chat.getPermalink({
      channel: CHANNEL,
      message_ts: reply.ts ?? '',
    });
    await page.goto(permalink ?? '');

    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('INC-9 evidence').waitFor();
    await page.getByRole('button', { name: 'INC-9 began' }).waitFor();
    await thread.getByRole('textbox').press('Escape');

    await thread.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-ts'))).toBe(parent.ts);
  });

  test('a thread takes the place of the side pane, and closing it leaves the channel alone', async () => {
    const { ts } = await rig.app.client.chat.postMessage({ channel: CHANNEL, text: 'INC-10 began' });
    await rig.app.client.chat.postMessage({ channel: CHANNEL, thread_ts: ts ?? '', text: 'INC-10 evidence' });
    await page.getByRole('button', { name: 'Ask Firewatch' }).click();
    await page.getByRole('complementary', { name: 'Firewatch' }).waitFor();
    await row('INC-10 began')
      .getByRole('button', { name: /1 reply/ })
      .click();
    await page.getByRole('button', { name: 'Close the thread' }).click();
    await page.getByRole('complementary', { name: 'Thread' }).waitFor({ state: 'detached' });

    expect(await page.getByRole('complementary').count()).toBe(0);
  });

  test('“5 min ago” keeps up with the clock while somebody looks', async () => {
    const later = await rig.open();
    await later.clock.install();
    const now = Math.floor(Date.now() / 1000);
    const text = `Since <!date^${now}^{time} ({ago})|then>`;
    const { ts } = await rig.app.client.chat.postMessage({ channel: CHANNEL, text });
    await rig.app.client.chat.postMessage({ channel: CHANNEL, thread_ts: ts ?? '', text: 'Noted' });
    const message = later.getByRole('article').filter({ hasText: 'Since' }).last();
    await message.getByText('(just now)').waitFor();
    await message.getByText('Last reply just now').waitFor();
    await later.clock.fastForward('07:00');

    await message.getByText('(7 min ago)').waitFor();
    expect(await message.getByText('Last reply').innerText()).toBe('Last reply 7 min ago');
    await later.close();
  });

  test('two tabs are two people: what one writes the other sees, and unread messages are marked', async () => {
    const bob = await rig.open({ user: 'bob', path: '/archives/C0GENERAL' });
    await bob.getByRole('radio', { name: /Bob Okafor/, checked: true }).waitFor();
    await composerOf(bob, 'general').fill('@alice can you approve?');
    await composerOf(bob, 'general').press('Enter');

    const general = page.getByRole('navigation').getByRole('button', { name: /general/ });
    await general.getByRole('img', { name: '1 unread for you' }).waitFor();
    await general.click();
    await page.getByText('can you approve?').waitFor();
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /incidents/ })
      .click();
    await composerOf(bob, 'general').fill('Or shall I?');
    await composerOf(bob, 'general').press('Enter');
    await general.getByRole('img', { name: 'unread' }).waitFor();
    await general.click();
    await page.getByRole('separator').getByText('New', { exact: true }).waitFor();
    await bob.close();

    expect(await general.getByRole('img').count()).toBe(0);
    expect(rig.problems).toEqual([]);
  });
});
