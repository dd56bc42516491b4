/** Who the bot is in its workspace; asked once. */
import type { SlackClient } from '../web-client.js';

export interface Identity {
  readonly userId: string;
  readonly teamId: string;
  /** `https://example.slack.com/`. */
  readonly url: string;
}

/** Throws what the client throws; then the next call asks again. */
export type Identify = () => Promise<Identity>;

export function createIdentify(client: SlackClient): Identify {
  let asking: Promise<Identity> | undefined;
  return () => {
    asking ??= client.auth
      .test()
      .then(({ user_id: userId = '', team_id: teamId = '', url = '' }) => ({ userId, teamId, url }))
      .catch((error: unknown) => {
        asking = undefined;
        throw error;
      });
    return asking;
  };
}
