/** What a newcomer does with the demo's page: break the shop, read what Firewatch found, approve, watch it resolve. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startDemoWorld, type DemoWorld } from '../../../demo/world.js';
import { launchBrowser } from '../../helpers/browser.js';
import { describeWithServer } from '../../helpers/real-servers.js';

const TIMEOUT_MS = 240_000;
const STEP = { timeout: 90_000 };

describeWithServer('chromium', "the demo's page", () => {
  let world: DemoWorld;
  let browser: Browser;
  /** Where to put a picture of every step, for people who work on the page; none are taken without it. */
  const pictures = process.env['FIREWATCH_SCREENSHOTS'];

  beforeAll(async () => {
    browser = await launchBrowser(); // First, because the shop is watched from the moment the world has started.
    world = await startDemoWorld({ port: 0, isPageWanted: true });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  }, TIMEOUT_MS);

  test(
    'a newcomer breaks the shop, reads the evidence, approves the fix and sees the incident resolve',
    async () => {
      const problems: string[] = [];
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
      });
      await page.goto(world.slack.url);
      await page.getByRole('heading', { name: '# incidents' }).waitFor(STEP);
      await picture(page, '1-quiet');
      await healthyFor(12_000);

      await page.getByRole('button', { name: 'bad release' }).click();
      await page.getByText('Watch #incidents').waitFor(STEP);
      await picture(page, '2-broken');
      const thread = page.getByRole('complementary', { name: 'Thread' });
      // The alert about checkout comes first, or that of web, whose users meet the same failures.
      const incident = page.getByRole('article').filter({ hasText: /(checkout|web) fail/ });
      await incident.getByRole('button', { name: /\d+ repl(y|ies)/ }).click(STEP);
      await picture(page, '3-incident');
      const origin = thread.getByText(/The trouble most likely began in checkout/).last();
      await origin.scrollIntoViewIfNeeded(STEP);
      await picture(page, '4-evidence');
      const approve = thread.getByRole('button', { name: /^Approve/ });
      await approve.waitFor(STEP);
      await approve.scrollIntoViewIfNeeded();
      await picture(page, '5-proposal');

      await approve.click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Run this now?').waitFor(STEP);
      await picture(page, '6-confirm');
      await dialog.getByRole('button', { name: 'Approve and run' }).click();
      await thread
        .getByText(/about to run|Running|checking that it worked/)
        .first()
        .waitFor(STEP);
      await picture(page, '7-running');
      await thread
        .getByText(/Worked:/)
        .first()
        .waitFor(STEP);
      await picture(page, '8-worked');
      await page
        .getByText(/resolved after/)
        .first()
        .waitFor(STEP);
      await picture(page, '9-resolved');

      expect(await thread.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
      expect(world.shop.faults.list().filter(({ isActive }) => isActive)).toEqual([]);
      expect(problems).toEqual([]);
      await page.close();
    },
    TIMEOUT_MS,
  );

  async function picture(page: Page, name: string): Promise<void> {
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  /** Evidence compares with the time before; a shop broken at once has none. */
  async function healthyFor(ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
});
