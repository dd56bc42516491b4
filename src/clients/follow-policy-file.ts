/**
 * The policy as its file says, followed while the bot runs. Its content is compared, not its times or its inode, so that
 * links which are swapped (as Kubernetes does with a ConfigMap) are followed like any other change.
 */
import { readFile } from 'node:fs/promises';
import type { Logger } from '../observability/logger.js';
import type { Policy } from '../remediation/policy/policy.js';
import { ConfigError, errorMessage } from '../shared/errors.js';
import { loadPolicy } from './policy-file.js';

/** Twice this from saving to effect: content counts once two looks have found the same, so that no half-written file does. */
const LOOK_EVERY_MS = 2_000;

export interface PolicyFile {
  readonly path: string;
  /** The last that could be used. */
  read(): Policy;
  /** What keeps the file's content from being used, each with its line; empty when `read` is what it says. */
  problems(): readonly string[];
  /** Looks for changes until `stop`. `onChange` runs after another policy holds, or what is wrong has changed. */
  start(onChange: (change: PolicyChange) => Promise<void>): void;
  stop(): Promise<void>;
}

export interface PolicyChange {
  /** Version of the policy that held before; the same as `to` when only the problems have changed. */
  readonly from: string;
  readonly to: string;
}

/** @throws ConfigError when the file cannot be used at the start, with every problem and its line. */
export async function openPolicyFile(
  path: string,
  { log, lookEveryMs = LOOK_EVERY_MS }: { log: Logger; lookEveryMs?: number },
): Promise<PolicyFile> {
  const first = await loadPolicy(path);
  if ('problems' in first) throw new ConfigError(first.problems.join('\n'));
  log.info({ path, version: first.policy.version }, 'policy read');
  let { policy } = first;
  let problems: readonly string[] = [];
  let seen: string | null | undefined;
  let used: string | null | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let isLooking = false;

  /** @returns what has changed; undefined: nothing that anybody would notice. */
  async function look(): Promise<PolicyChange | undefined> {
    const text = await readFile(path, 'utf8').catch(() => null);
    const isSettled = text === seen;
    seen = text;
    if (!isSettled || text === used) return undefined;
    used = text;
    const read = await loadPolicy(path);
    const from = policy.version;
    const before = problems.join('\n');
    if ('problems' in read) {
      ({ problems } = read);
      log.error(
        { path, problems },
        'the policy file cannot be used; the policy from before it changed holds',
      );
    } else {
      problems = [];
      ({ policy } = read);
      if (from !== policy.version || before !== '')
        log.info({ path, from, version: policy.version }, 'policy read again');
    }
    return from === policy.version && before === problems.join('\n')
      ? undefined
      : { from, to: policy.version };
  }

  return {
    path,
    read: () => policy,
    problems: () => problems,
    start(onChange) {
      timer ??= setInterval(() => {
        if (isLooking) return;
        isLooking = true;
        looking = look()
          .then((change) => change && onChange(change))
          .catch((error: unknown) =>
            log.error({ path, detail: errorMessage(error) }, 'a change of the policy was not passed on'),
          )
          .finally(() => {
            isLooking = false;
          });
      }, lookEveryMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
