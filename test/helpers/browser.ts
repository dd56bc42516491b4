/** A real headless Chromium for tests of pages. */
import { chromium, type Browser } from 'playwright-core';
import { serverPath } from './real-servers.js';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: serverPath('chromium'), args: ARGUMENTS });
}
