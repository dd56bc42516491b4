/** Publishes a person's Home tab. The newest state replaces what was there, so repeating it does no harm. */
import type { ClaimedMessage } from '../../../incidents/ports/message-queue.js';
import type { SlackClient } from '../../web-client.js';
import { attempt, failed, type SendOutcome } from '../outcome.js';
import type { Rendered } from '../rendered.js';

export type PublishHome = (message: ClaimedMessage, rendered: Rendered) => Promise<SendOutcome>;

export function createPublishHome({ client }: { client: SlackClient }): PublishHome {
  return async ({ channel }, { blocks }) => {
    const { failure } = await attempt(() =>
      client.views.publish({ user_id: channel, view: { type: 'home', blocks: [...blocks] } }),
    );
    // `hash_conflict` cannot come without a hash; if it does, it is temporary like any other unknown error.
    return failure ? failed(failure) : { kind: 'edited', channel, ts: null };
  };
}
