/**
 * Whose bot it is. In a shared channel people of other workspaces name it and click its buttons, too; what they ask for is
 * not theirs to ask.
 */
import type { Logger } from '../../observability/logger.js';
import { errorMessage } from '../../shared/errors.js';
import type { SlackClient } from '../web-client.js';

/** Of a person's team as Slack names it (`T…`, on an Enterprise Grid also `E…`); undefined where Slack does not say. */
export type IsStranger = (teamId: string | undefined) => Promise<boolean>;

export const STRANGER =
  'Nothing was done: this Firewatch belongs to another workspace and works for its people only. Ask one of them.';

/**
 * Asks Slack once, when it is first needed. Only what is known counts: when Slack says neither of two teams, or cannot be
 * asked, nobody is a stranger; the next one is asked about again.
 */
export function createIsStranger({ client, log }: { client: SlackClient; log: Logger }): IsStranger {
  let asking: Promise<readonly string[]> | undefined;

  const ask = async (): Promise<readonly string[]> => {
    const {
      team_id: teamId,
      enterprise_id: enterpriseId,
      is_enterprise_install: isForAll,
    } = await client.auth.test();
    // Installed for a whole organisation it belongs to every workspace in it, and no list of those is to be had.
    return isForAll || !teamId ? [] : [teamId, ...(enterpriseId ? [enterpriseId] : [])];
  };

  return async (teamId) => {
    if (teamId === undefined) return false;
    asking ??= ask();
    try {
      const ours = await asking;
      return ours.length > 0 && !ours.includes(teamId);
    } catch (error) {
      asking = undefined;
      log.warn({ reason: errorMessage(error) }, 'the own workspace could not be learnt');
      return false;
    }
  };
}
