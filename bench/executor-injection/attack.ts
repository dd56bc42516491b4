/** Tries one set of arguments as a proposal would go, and as somebody who has changed a stored one would hope. */
import type { ActionCatalogue } from '../../src/remediation/action-catalogue.js';
import { errorMessage, FirewatchError } from '../../src/shared/errors.js';

/** Nothing here takes long; what hangs is no use to an attacker who waits. */
const MAX_MS = 10_000;

export interface Attempt {
  readonly action: string;
  readonly arguments: unknown;
  /** Whose name stands beside the approval. */
  readonly approvedBy?: string;
}

export interface Ended {
  /** Whether the action ran to its end. */
  readonly ran: boolean;
  /** What was no refusal but a mistake of our own. */
  readonly mistakes: readonly string[];
}

export async function attack(actions: ActionCatalogue, attempt: Attempt): Promise<Ended> {
  const { action, arguments: args, approvedBy } = attempt;
  const signal = AbortSignal.timeout(MAX_MS);
  const mistakes: string[] = [];
  const unlessRefused = async (run: () => Promise<unknown>) => {
    try {
      await run();
      return true;
    } catch (error) {
      if (!(error instanceof FirewatchError)) mistakes.push(`${action}: ${errorMessage(error)}`);
      return false;
    }
  };
  let targetVersion = '';
  await unlessRefused(async () => {
    const { plan } = await actions.plan(action, args, signal);
    targetVersion = plan.target.version;
  });
  const ran = await unlessRefused(() =>
    actions.execute(action, args, {
      idempotencyKey: '00000000-0000-4000-8000-000000000000',
      fence: 1,
      targetVersion,
      report: () => {},
      ...(approvedBy === undefined ? {} : { approvedBy }),
      signal,
    }),
  );
  await unlessRefused(() => actions.check(action, args, signal));
  return { ran, mistakes };
}
