/** What a workspace is made of. Shapes sent to apps are made from these in `present.ts`. */

/** A JSON object as it travels over the wire, before anybody has looked at it. */
export type Json = Record<string, unknown>;

export interface User {
  readonly id: string;
  /** The handle, shown as `@name`. */
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly email: string;
  readonly timeZone: string;
  readonly isBot: boolean;
  /** A single-channel guest: sees only the channels they belong to. */
  readonly isGuest: boolean;
  readonly isDeactivated: boolean;
  /** Set for bot users only. */
  readonly botId: string | undefined;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  topic: string;
  purpose: string;
  readonly createdSeconds: number;
  readonly members: Set<string>;
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}

export interface MessageContent {
  text: string;
  blocks: readonly Json[] | undefined;
  attachments: readonly Json[] | undefined;
  metadata: Json | undefined;
}

export interface Message extends MessageContent {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly botId: string | undefined;
  /** The parent's ts for a reply; undefined for a top-level message. */
  readonly threadTs: string | undefined;
  /** A reply that is also shown in the channel. */
  readonly isBroadcast: boolean;
  /** Set for a message that only one person sees; such messages are in no history. */
  readonly visibleOnlyTo: string | undefined;
  subtype: string | undefined;
  edited: { readonly user: string; readonly ts: string } | undefined;
  /** Emoji name → the people who reacted, in order. */
  readonly reactions: Map<string, Set<string>>;
  /** Ids of the files shared in it. */
  readonly files: readonly string[];
  /** Set for a message that is or was streamed. */
  stream: MessageStream | undefined;
}

/** What has been streamed into a message so far; `stream.ts` turns it into text and blocks. */
export interface MessageStream {
  readonly startedAtMs: number;
  readonly display: 'timeline' | 'plan';
  /** False once it was stopped or has expired. */
  isOpen: boolean;
  /** How content comes; a stream that began with one may not go on with the other. */
  mode: 'text' | 'chunks' | undefined;
  planTitle: string | undefined;
  /** In the order of their arrival; a task keeps its place when it is updated. */
  readonly parts: StreamPart[];
}

export type StreamPart =
  | { readonly kind: 'text'; text: string }
  | { readonly kind: 'task'; readonly task: StreamTask }
  | { readonly kind: 'blocks'; readonly blocks: readonly Json[] };

export interface StreamTask {
  readonly id: string;
  title: string;
  status: 'pending' | 'in_progress' | 'complete' | 'error';
  details: string;
  output: string;
  sources: readonly Json[];
}

/** What changed in the workspace; the page and the events for the app are both made from it. */
export type Change =
  | { readonly kind: 'message.posted'; readonly message: Message }
  | { readonly kind: 'message.changed'; readonly message: Message; readonly previous: Message }
  | { readonly kind: 'message.deleted'; readonly message: Message; readonly by: string }
  | {
      readonly kind: 'reaction.added' | 'reaction.removed';
      readonly message: Message;
      readonly name: string;
      readonly user: string;
    }
  | {
      readonly kind: 'member.joined' | 'member.left';
      readonly channel: Channel;
      readonly user: string;
      /** Who brought them in, when they did not come by themselves. */
      readonly inviter: string | undefined;
    }
  | { readonly kind: 'channel.created'; readonly channel: Channel }
  /** A stream grew or ended, or a file in the message is gone; apps hear nothing of it. */
  | { readonly kind: 'message.redrawn'; readonly message: Message }
  | { readonly kind: 'file.shared'; readonly file: string; readonly channel: string; readonly user: string }
  | { readonly kind: 'views.changed'; readonly user: string }
  | { readonly kind: 'agent.changed'; readonly channel: string }
  | { readonly kind: 'canvas.changed'; readonly channel: string | null };

export const TEAM = { id: 'T0DEMO', name: 'Firewatch Demo', domain: 'firewatch-demo' } as const;
export const APP_ID = 'A0FIREWATCH';
