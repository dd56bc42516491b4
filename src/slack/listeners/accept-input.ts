/** What every listener does: store what arrived, within the time Slack gives, and say what came of that. */
import type { SlackInput, UseCases } from '../../workflows/use-cases.js';
import type { Logger } from '../../observability/logger.js';
import { sleep } from '../../shared/clock.js';
import type { Tell } from '../tell.js';
import type { SlackClient } from '../web-client.js';

export interface ListenerDeps {
  readonly useCases: Pick<UseCases, 'acceptSlackInput' | 'suggestServices' | 'suggestIncidents'>;
  readonly log: Logger;
  readonly tell: Tell;
  /** For opening forms, which only works within three seconds. */
  readonly client: SlackClient;
}

/** Slack shows an error of its own after 3 s; ours, a little earlier, says more. */
const STORE_WITHIN_MS = 2300;

export const NOT_STORED = "Firewatch's database does not answer; nothing was changed. Try again in a minute.";
export const STORED_OR_NOT =
  "Firewatch's database is slow; what you asked for may still happen. Look again in a minute before you repeat it.";

/** Undefined when it is stored; otherwise a sentence for the person. */
export async function storeInput(
  { useCases, log }: Pick<ListenerDeps, 'useCases' | 'log'>,
  input: SlackInput,
): Promise<string | undefined> {
  const timer = new AbortController();
  const stored = useCases.acceptSlackInput(input).then(
    () => undefined,
    (error: unknown) => {
      log.error({ err: error, kind: input.kind }, 'slack input could not be stored');
      return NOT_STORED;
    },
  );
  const late = sleep(STORE_WITHIN_MS, timer.signal).then(() => STORED_OR_NOT);
  const outcome = await Promise.race([stored, late]);
  timer.abort();
  if (outcome === STORED_OR_NOT)
    log.warn({ kind: input.kind }, 'storing slack input takes longer than slack waits');
  return outcome;
}
