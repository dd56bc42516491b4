/** What arrives from Slack, stored before it is acknowledged. Several kinds, because each is answered in its own way. */

interface InputBase {
  /** The same for every redelivery: Slack's trigger id, or the event's id. */
  readonly id: string;
  readonly userId: string;
  /** The workspace the person belongs to, where Slack says it; in shared channels it may be another than the bot's. */
  readonly teamId?: string | undefined;
}

export interface CommandInput extends InputBase {
  readonly kind: 'command';
  readonly channelId: string;
  /** Everything after `/incident`. */
  readonly text: string;
  readonly responseUrl: string;
  /** `external_id` of the modal that was opened at once and waits to be filled; null when none was. */
  readonly modalId: string | null;
}

export interface ActionInput extends InputBase {
  readonly kind: 'action';
  /** Empty strings for a click in a modal or on the Home tab. */
  readonly channelId: string;
  readonly messageTs: string;
  /** The thread the button is in; null when it is not in one. */
  readonly threadTs: string | null;
  /** The modal or Home tab that was clicked in; null for a message. */
  readonly viewId: string | null;
  readonly actionId: string;
  /** It approves, rejects or stops, which waits for nothing else. */
  readonly isDecision?: true | undefined;
  /** The opaque id in the button, or what was chosen. */
  readonly value: string;
  /** Null in modals and on the Home tab: Slack offers none there. */
  readonly responseUrl: string | null;
  readonly modalId: string | null;
}

export interface ViewInput extends InputBase {
  readonly kind: 'view';
  readonly callbackId: string;
  readonly viewId: string;
  /** What we put into `private_metadata`: opaque ids, never anything that is trusted. */
  readonly metadata: string;
  /** What was entered, by block id; checked before it was stored. */
  readonly values: Readonly<Record<string, string | readonly string[] | null>>;
}

export interface ShortcutInput extends InputBase {
  readonly kind: 'shortcut';
  readonly callbackId: string;
  /** The message it was used on; null for a global one. */
  readonly message: SlackMessage | null;
  readonly responseUrl: string | null;
  readonly modalId: string | null;
}

export interface SlackMessage {
  readonly channelId: string;
  readonly ts: string;
  readonly threadTs: string | null;
  /** Null for a message without a person, such as another bot's. */
  readonly userId: string | null;
  /** Untrusted, in Slack's mrkdwn. */
  readonly text: string;
}

export interface EventInput extends InputBase {
  readonly kind: 'event';
  /** The same for copies of one happening under different ids: channel, time and type. Null when it has none. */
  readonly sameAs: string | null;
  readonly event: SlackEvent;
}

export type SlackEvent =
  | { readonly type: 'home_opened'; readonly tab: 'home' | 'messages'; readonly channelId: string }
  /** Somebody wrote to the bot: in a direct message, or by naming it in a channel. */
  | {
      readonly type: 'addressed';
      readonly channelId: string;
      readonly isDirect: boolean;
      readonly ts: string;
      readonly threadTs: string | null;
      readonly text: string;
    }
  | {
      readonly type: 'reaction_added';
      readonly name: string;
      readonly channelId: string;
      readonly ts: string;
    }
  | { readonly type: 'member_joined'; readonly channelId: string };

export type SlackInput = CommandInput | ActionInput | ViewInput | ShortcutInput | EventInput;

/**
 * The job that handles it. Decisions have workers of their own: others fill forms and answer people, which takes as long as
 * Slack does. An older version beside this one listens for `handle-slack-input` and would take what it does not know for done.
 */
export function jobFor(input: SlackInput): 'handle-slack-decision' | 'handle-slack-request' {
  return input.kind === 'action' && input.isDecision ? 'handle-slack-decision' : 'handle-slack-request';
}
