/** A workspace with a Bolt app behind it, and pages of it in a real browser as different people. */
import type { App } from '@slack/bolt';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { LocalSlackOptions } from '../../../demo/slack/local-slack.js';
import { launchBrowser } from '../../helpers/browser.js';
import { type Rig, startSocketRig } from './bolt-app.js';

export interface PageRig extends Rig {
  readonly browser: Browser;
  /** What went wrong in any page so far. */
  readonly problems: readonly string[];
  /** Opens the page, as Alice unless told, and waits until it is there. */
  open(options?: { user?: string; path?: string } & BrowserContextOptions): Promise<Page>;
}

/** The caller stops it; that closes pages, browser, app and workspace. */
export async function startPageRig(
  register: (app: App) => void,
  options: LocalSlackOptions = {},
): Promise<PageRig> {
  const rig = await startSocketRig(register, { rateLimits: false, ...options });
  const browser = await launchBrowser();
  const problems: string[] = [];
  return {
    ...rig,
    browser,
    problems,
    async open({ user, path = '/', ...context } = {}) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...context });
      page.setDefaultTimeout(10_000);
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
      });
      const query = user === undefined ? '' : `${path.includes('?') ? '&' : '?'}user=${user}`;
      await page.goto(rig.slack.url + path + query);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return page;
    },
    async stop() {
      await browser.close();
      await rig.stop();
    },
  };
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** The field of the channel in the middle. */
export const composerOf = (page: Page, channel = 'incidents') =>
  page.getByRole('textbox', { name: new RegExp(`Message #${channel}`) });
