import type { Config } from '../config/config.js';
import { createPrivacy, type Privacy } from '../privacy/privacy.js';
import type { Store } from '../workflows/transaction.js';

/** The key from the environment goes before the installation's own. */
export function privacyOf({ env }: Config, store: Store): Privacy {
  return createPrivacy(
    async () =>
      env.FIREWATCH_PRIVACY_KEY ?? (await store.transaction((tx) => tx.installationSecrets.read('privacy'))),
  );
}
