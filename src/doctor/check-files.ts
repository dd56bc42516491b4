/** Whether what people wrote can be used: catalogue, runbooks, approvers. */
import { actions } from '../../tools/actions/index.js';
import { loadMappedWebhooks } from '../app/mapped-webhooks.js';
import { readCatalog } from '../app/read-catalog.js';
import { loadPolicy } from '../clients/policy-file.js';
import { loadRunbookLibrary } from '../clients/runbook-library.js';
import type { Config } from '../config/config.js';
import { namedActions } from '../incidents/plan-arguments.js';
import { Wrong } from './finding.js';

const counted = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;

export async function checkCatalog(config: Config): Promise<string | null> {
  if (config.file.catalog.length === 0) return null;
  const { list, problems } = await readCatalog(config);
  if (problems.length > 0) throw new Wrong(problems.join(' '));
  return counted(list().length, 'service');
}

export async function checkRunbooks({ file }: Config): Promise<string> {
  const { list, problems } = await loadRunbookLibrary({ paths: file.runbooks });
  const known = new Set(actions.map((action) => action.name));
  const unknown = list().flatMap((runbook) =>
    runbook.actions
      .flatMap((step) => namedActions(step.action, step.arguments))
      .filter((action) => !known.has(action))
      .map((action) => `${runbook.path} names the action ${action}, which does not exist.`),
  );
  if (problems.length + unknown.length > 0) throw new Wrong([...problems, ...unknown].join(' '));
  return counted(list().length, 'runbook');
}

/** Every problem with its line, one below the other. */
export async function checkPolicy({ file }: Config): Promise<string | null> {
  const { policy: path } = file.approvals;
  if (path === undefined) return null;
  const read = await loadPolicy(path);
  if ('problems' in read) throw new Wrong(read.problems.join('\n'));
  const { rules, freezes, version } = read.policy;
  return `${count(rules.length, 'rule')}, ${count(freezes.length, 'freeze')}; version ${version}`;
}

/** The same of the senders that the installation describes itself. */
export async function checkWebhooks(config: Config): Promise<string | null> {
  const read = await loadMappedWebhooks(config);
  if (read === null) return null;
  if ('problems' in read) throw new Wrong(read.problems.join('\n'));
  return read.sources.map(({ path }) => path).join(', ') || 'none described';
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;

export function checkApprovers({ file }: Config): string | null {
  const { approvers, policy } = file.approvals;
  // Then the policy names them.
  if (policy !== undefined) return null;
  if (approvers.length > 0) return `${approvers.length} people may approve`;
  throw new Wrong('Nobody may approve a fix; name people under approvals.approvers in firewatch.yaml.');
}
