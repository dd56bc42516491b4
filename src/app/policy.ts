import { openPolicyFile, type PolicyFile } from '../clients/follow-policy-file.js';
import type { Config } from '../config/config.js';
import type { Logger } from '../observability/logger.js';
import { defaultPolicy } from '../remediation/policy/default-policy.js';
import type { Policy } from '../remediation/policy/policy.js';
import type { ConnectionHealth } from '../workflows/home/home-view.js';

export interface PolicyParts {
  /** Who may do what, as the file says now. */
  readonly policy: () => Policy;
  /** Null: none is configured. */
  readonly policyFile: PolicyFile | null;
}

/**
 * Without a file, the people named under `approvals.approvers` may approve everything.
 *
 * @throws ConfigError when the file cannot be used at the start, with every problem and its line.
 */
export async function followPolicy({ file }: Config, log: Logger): Promise<PolicyParts> {
  const { policy: path, approvers, expireAfter } = file.approvals;
  if (path === undefined) {
    const usual = defaultPolicy({ approvers, expireAfterSeconds: expireAfter });
    return { policy: () => usual, policyFile: null };
  }
  const policyFile = await openPolicyFile(path, { log });
  return { policy: policyFile.read, policyFile };
}

/** For the Home tab: whether what holds is what the file says. */
export function describePolicyFile(policyFile: PolicyFile | null): readonly ConnectionHealth[] {
  if (policyFile === null) return [];
  const problems = policyFile.problems();
  const [first = ''] = problems;
  const more = problems.length > 1 ? ` And ${problems.length - 1} more: see the log.` : '';
  return [
    {
      name: 'Policy file',
      status: problems.length === 0 ? 'ok' : 'failing',
      lastSuccessAt: null,
      lastFailureAt: null,
      problem: problems.length === 0 ? null : `What it said before still holds. ${first}${more}`,
    },
  ];
}
