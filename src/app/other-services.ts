/** The services that actions may change, as far as the configuration names them. */
import { createAlertmanager } from '../clients/services/alertmanager.js';
import { createFeatureFlags } from '../clients/services/feature-flags.js';
import { createGitHub } from '../clients/services/github/github.js';
import { createPaging } from '../clients/services/paging.js';
import type { PagerDutyOptions } from '../clients/pagerduty-rest.js';
import type { Config } from '../config/config.js';
import type { ServiceCatalog } from '../incidents/service.js';
import { ConfigError } from '../shared/errors.js';
import type { OtherServices } from '../../tools/actions/action.js';
import type { NamedWorkflow } from '../../tools/actions/ports/github.js';

/** @throws ConfigError for an address that holds a credential, which messages would show. */
export function otherServicesOf(
  { file }: Config,
  {
    pagerDuty,
    catalog,
    timeoutMs,
  }: {
    /** Null when it is not configured. */
    pagerDuty: PagerDutyOptions | null;
    catalog: () => ServiceCatalog;
    /** Of one call, answer included. */
    timeoutMs: number;
  },
): OtherServices {
  const serviceId = (service: string) => catalog().get(service)?.pagerDutyServiceId ?? null;
  const { alertmanager, featureFlags, github } = file.actions;
  requirePlain(alertmanager?.url, 'actions.alertmanager.url');
  requirePlain(github?.apiUrl, 'actions.github.apiUrl');
  for (const { name, readUrl, writeUrl } of featureFlags) {
    requirePlain(readUrl, `readUrl of the flag ${name}`);
    requirePlain(writeUrl, `writeUrl of the flag ${name}`);
  }
  return {
    ...(alertmanager && { alertmanager: createAlertmanager({ ...alertmanager, timeoutMs }) }),
    ...(featureFlags.length > 0 && { flags: createFeatureFlags(featureFlags, timeoutMs) }),
    ...(github && {
      github: createGitHub({ ...github, workflows: github.workflows.map(workflowOf), timeoutMs }),
    }),
    ...(pagerDuty && { paging: createPaging({ ...pagerDuty, serviceId }) }),
  };
}

type Workflow = NonNullable<Config['file']['actions']['github']>['workflows'][number];

function workflowOf({ reversible, keyInput, ...workflow }: Workflow): NamedWorkflow {
  return { ...workflow, keyInput: keyInput ?? null, isReversible: reversible };
}

function requirePlain(address: string | undefined, key: string): void {
  if (address === undefined) return;
  const { username, password } = new URL(address);
  if (username + password === '') return;
  throw new ConfigError(
    `${key} must be a plain address, without user and password; put credentials into tokenEnv.`,
  );
}
