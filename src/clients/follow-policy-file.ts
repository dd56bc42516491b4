/** The policy as its file says, followed while the bot runs. */
import type { Logger } from '../observability/logger.js';
import type { Policy } from '../remediation/policy/policy.js';
import { ConfigError, errorMessage } from '../shared/errors.js';
import { followFile, LOOK_EVERY_MS, type FollowedFile } from './follow-file.js';
import { loadPolicy } from './policy-file.js';

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
  let following: FollowedFile | undefined;

  /** @returns what has changed; undefined: nothing that anybody would notice. */
  async function readAgain(): Promise<PolicyChange | undefined> {
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
      following ??= followFile(path, {
        lookEveryMs,
        async onContent() {
          const change = await readAgain();
          if (change) await onChange(change);
        },
        onError: (error) =>
          log.error({ path, detail: errorMessage(error) }, 'a change of the policy was not passed on'),
      });
      following.start();
    },
    async stop() {
      await following?.stop();
    },
  };
}
