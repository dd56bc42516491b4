import { loadPolicy } from '../clients/policy-file.js';
import type { Config } from '../config/config.js';
import type { Logger } from '../observability/logger.js';
import { defaultPolicy } from '../remediation/policy/default-policy.js';
import type { Policy } from '../remediation/policy/policy.js';
import { ConfigError } from '../shared/errors.js';

/**
 * The policy as its file says now. Without a file, the people named under `approvals.approvers` may approve everything.
 *
 * @throws ConfigError when the file cannot be used at the start, with every problem and its line.
 */
export async function followPolicy({ file }: Config, log: Logger): Promise<() => Policy> {
  const { policy: path, approvers, expireAfter } = file.approvals;
  const usual = defaultPolicy({ approvers, expireAfterSeconds: expireAfter });
  if (path === undefined) return () => usual;
  const read = await loadPolicy(path);
  if ('problems' in read) throw new ConfigError(read.problems.join(' '));
  log.info({ version: read.policy.version }, 'policy read');
  return () => read.policy;
}
