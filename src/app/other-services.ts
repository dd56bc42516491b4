/** The services that actions may change, as far as the configuration names them. */
import { createAlertmanager } from '../clients/services/alertmanager.js';
import type { Config } from '../config/config.js';
import { ConfigError } from '../shared/errors.js';
import type { OtherServices } from '../../tools/actions/services.js';

/** @throws ConfigError for an address that holds a credential, which messages would show. */
export function otherServicesOf({ file }: Config, timeoutMs: number): OtherServices {
  const { alertmanager } = file.actions;
  requirePlain(alertmanager?.url, 'actions.alertmanager.url');
  return {
    ...(alertmanager && { alertmanager: createAlertmanager({ ...alertmanager, timeoutMs }) }),
  };
}

function requirePlain(address: string | undefined, key: string): void {
  if (address === undefined) return;
  const { username, password, search, hash } = new URL(address);
  if (username + password + search + hash === '') return;
  throw new ConfigError(
    `${key} must be a plain address, without user, password or query; put credentials into tokenEnv.`,
  );
}
