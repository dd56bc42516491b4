/** trigger_ids: proof that a person just did something, good for one modal within three seconds. */
import { randomBytes } from 'node:crypto';
import { SlackApiError } from '../api/slack-api-error.js';

const TRIGGER_LIFETIME_MS = 3000;

interface Trigger {
  readonly user: string;
  /** Where the person was, when they were in a channel. */
  readonly channel: string | undefined;
  readonly madeAt: number;
  isUsed: boolean;
}

export type TriggerIds = ReturnType<typeof createTriggerIds>;

export function createTriggerIds(deps: { now: () => number }) {
  const triggers = new Map<string, Trigger>();

  return {
    issue(user: string, channel?: string): string {
      const id = `${deps.now()}.${randomBytes(4).readUInt32BE()}.${randomBytes(8).toString('hex')}`;
      triggers.set(id, { user, channel, madeAt: deps.now(), isUsed: false });
      return id;
    },
    /** The person behind a trigger. Throws Slack's errors for one that is unknown, spent or too old. */
    redeem(id: string): { readonly user: string; readonly channel: string | undefined } {
      const trigger = triggers.get(id);
      if (trigger === undefined) throw new SlackApiError('invalid_trigger_id');
      if (trigger.isUsed) throw new SlackApiError('exchanged_trigger_id');
      if (deps.now() - trigger.madeAt > TRIGGER_LIFETIME_MS) throw new SlackApiError('expired_trigger_id');
      trigger.isUsed = true;
      return trigger;
    },
  };
}
