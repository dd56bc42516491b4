/** Takes the pictures of the documentation from the running product: `npx tsx demo/pictures.ts`. Needs Chromium. */
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Locator, type Page } from 'playwright-core';
import { startDemoWorld } from './world.js';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FOLDER = new URL('../docs/images/', import.meta.url);
const VIEWPORT = { width: 1280, height: 860 };
/** As much as the whole evidence takes. */
const EVIDENCE_HEIGHT = 1060;
/** The shop has to be healthy for a while, or there is nothing to compare with. */
const BASELINE_MS = 15_000;
const STEP = { timeout: 60_000 };

const world = await startDemoWorld({ port: 0, isPageWanted: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: VIEWPORT, colorScheme: 'light' });
  await page.goto(world.slack.url);
  await page.getByRole('heading', { name: '# incidents' }).waitFor(STEP);
  await sleep(BASELINE_MS);
  if (world.slack.control.messages('incidents').length > 0)
    throw new Error(
      'The shop looks ill before anything is broken: this machine is too busy now. Try again when it is idle.',
    );
  await page.getByRole('button', { name: 'bad release' }).click();
  await incident(page);
  await commands(page);
  await home(page);
  await question(page);
} finally {
  await browser.close();
  await world.stop();
}

async function incident(page: Page): Promise<void> {
  const thread = page.getByRole('complementary', { name: 'Thread' });
  const card = page.getByRole('article').filter({ hasText: /checkout fail/ });
  await card.getByRole('button', { name: /\d+ repl(y|ies)/ }).click(STEP);
  const approve = thread.getByRole('button', { name: /^Approve/ });
  await approve.waitFor(STEP);
  await thread.locator('img[alt*="checkout"]').first().waitFor(STEP);
  await sleep(1_000);
  await approve.scrollIntoViewIfNeeded();
  await take(page, 'incident');
  await page.setViewportSize({ ...VIEWPORT, height: EVIDENCE_HEIGHT });
  await thread.locator('img[alt*="checkout"]').first().scrollIntoViewIfNeeded();
  // In the middle of the evidence: all of it is then in the picture.
  await thread.getByText('What changed', { exact: true }).scrollIntoViewIfNeeded();
  await take(thread, 'evidence');
  await page.setViewportSize(VIEWPORT);
}

async function commands(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Close the thread' }).click();
  const composer = page.getByRole('textbox', { name: /Message #incidents/ });
  await composer.fill('/incident ');
  await sleep(300);
  await take(page, 'commands');
  await composer.fill('/incident resolve');
  await composer.press('Enter');
  await page.getByRole('dialog').getByText('cause').first().waitFor(STEP);
  await sleep(500);
  await take(page, 'resolve');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ ...STEP, state: 'hidden' });
}

async function home(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Firewatch' }).first().click();
  await page.getByRole('tab', { name: 'Home' }).click(STEP);
  await page
    .getByText(/by impact/i)
    .first()
    .waitFor(STEP);
  await take(page, 'home');
}

async function question(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Messages' }).click();
  const composer = page.getByRole('textbox', { name: /Message/ }).first();
  await composer.fill('What is going on with checkout and who is hurt?');
  await composer.press('Enter');
  await page
    .getByRole('button', { name: /\d+ repl(y|ies)/ })
    .first()
    .click(STEP);
  await page
    .getByRole('complementary', { name: 'Thread' })
    .getByText(/impact \d+/)
    .first()
    .waitFor(STEP);
  await sleep(1_000);
  await take(page, 'question');
}

async function take(subject: Page | Locator, name: string): Promise<void> {
  await subject.screenshot({ path: fileURLToPath(new URL(`${name}.png`, FOLDER)) });
  process.stdout.write(`docs/images/${name}.png\n`);
}
