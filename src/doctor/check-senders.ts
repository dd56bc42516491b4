/** Who may tell of alerts and changes: which senders are on, where, and which could be. */
import { sourceSecrets } from '../app/source-secrets.js';
import type { Config } from '../config/config.js';
import { createSources } from '../intake/sources/index.js';

/** Not those of webhooks.yaml, which has a check of its own. */
export function checkSenders({ env }: Config): string {
  const sources = createSources(sourceSecrets(env));
  const on = sources.filter(({ off }) => off === undefined);
  const off = sources.filter((source) => source.off !== undefined).map(({ name }) => name);
  const open = [
    ...(env.ALERTMANAGER_TOKEN ? [] : ['/webhooks/alertmanager']),
    ...(env.CHANGES_TOKEN ? [] : ['/changes']),
  ];
  return [
    `heard at ${on.map(({ path }) => path).join(', ')}`,
    ...(open.length > 0 ? [`without a token, so from this machine only: ${open.join(', ')}`] : []),
    ...(off.length > 0 ? [`off: ${off.join(', ')}`] : []),
  ].join('\n');
}
