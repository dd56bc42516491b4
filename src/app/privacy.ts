import { randomBytes } from 'node:crypto';
import type { Config } from '../config/config.js';
import { createPrivacy, type Privacy } from '../privacy/privacy.js';
import { createRedactor } from '../privacy/redactor.js';
import { createScan } from '../privacy/scan.js';
import type { Store } from '../workflows/transaction.js';

/** The key from the environment goes before the installation's own. */
export function privacyOf({ env }: Config, store: Store): Privacy {
  return createPrivacy(
    async () =>
      env.FIREWATCH_PRIVACY_KEY ?? (await store.transaction((tx) => tx.installationSecrets.read('privacy'))),
  );
}

/** For what a program printed and people will read: secrets are replaced. The function throws when it cannot look through. */
export function createOutputRedactor(): (text: string) => string {
  // Placeholders can be compared within one output and nowhere else.
  const key = randomBytes(32);
  const scan = createScan();
  return (text) => createRedactor({ key, scan, isForPeople: true }).redact(text).text;
}
