/**
 * The shapes the page draws, as `/ui/*` answers them. Everything beyond the fields named here is as in Slack's API.
 */
import type { Json } from '../workspace/model.js';

/** `GET /ui/workspace`. */
export interface ShownWorkspace {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly bot_user: string;
  readonly users: readonly {
    readonly id: string;
    readonly name: string;
    readonly real_name: string;
    readonly title: string;
    readonly is_bot: boolean;
    readonly is_guest: boolean;
  }[];
  readonly user_groups: readonly { readonly id: string; readonly handle: string; readonly name: string }[];
  readonly commands: readonly {
    readonly command: string;
    readonly description: string;
    readonly usageHint: string;
  }[];
  /** `message` shortcuts stand in a message's menu, `global` ones beside the composer. */
  readonly shortcuts: readonly {
    readonly callbackId: string;
    readonly name: string;
    readonly kind: 'message' | 'global';
  }[];
  readonly panel: Json | null;
}

/**
 * A file shared in a message or named by a picture block. `url_private` can be fetched as it stands. A deleted file has
 * the `mode` `tombstone`, a `title` that says so, and no address.
 */
export interface ShownFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** `image/png`, `image/jpeg`, `image/gif`, `text/markdown`, `text/plain` and others. */
  readonly mimetype: string;
  readonly filetype: string;
  /** Bytes. */
  readonly size: number;
  readonly url_private: string;
  readonly permalink: string;
  readonly mode?: string;
  readonly alt_txt?: string;
  /** Pixels, pictures only. */
  readonly original_w?: number;
  readonly original_h?: number;
  /** The beginning of a text file. */
  readonly preview?: string;
}

/**
 * A message. `blocks` are as the app gave them, except that picture blocks with a `slack_file` also have a working
 * `image_url`. A stream needs no special drawing: what came so far stands in `blocks` as `markdown`, `task_card` and
 * `plan` blocks, and `streaming` is true until it ends.
 */
export interface ShownMessage {
  readonly type: 'message';
  readonly subtype?: string;
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly attachments?: readonly Json[];
  readonly files?: readonly ShownFile[];
  readonly streaming?: true;
  readonly thread_ts?: string;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly reactions?: readonly {
    readonly name: string;
    readonly count: number;
    readonly users: readonly string[];
  }[];
  readonly reply_count?: number;
  readonly reply_users?: readonly string[];
  readonly latest_reply?: string;
  readonly is_ephemeral: boolean;
  readonly metadata?: Json;
}

export interface ShownChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly topic: string;
  readonly members: readonly string[];
  readonly other?: string;
  readonly is_member: boolean;
  readonly latest: string | null;
}

/** `GET /ui/views`: the top modal and the Home tab. `depth` counts the modals on the stack. */
export interface ShownViews {
  readonly modal: Json | null;
  readonly home: Json | null;
  readonly depth: number;
}

export interface ShownPrompt {
  readonly title: string;
  /** What is said, as the person, when the prompt is chosen. */
  readonly message: string;
}

/** `GET /ui/agent`: the agent pane, which is the direct conversation with the app. */
export interface ShownAgent {
  readonly channel: string;
  /** Suggestions above the composer, at most four. */
  readonly prompts: readonly ShownPrompt[];
  readonly prompts_title: string | null;
  /** By the thread's ts; only threads the app said something about. */
  readonly threads: Readonly<
    Record<
      string,
      {
        /** "is thinking…": shown after the app's name; empty when there is nothing to show. */
        readonly status: string;
        /** Shown one after the other in place of the status. */
        readonly loading_messages: readonly string[];
        readonly title: string;
        /** Suggestions under the thread's latest message. */
        readonly prompts: readonly ShownPrompt[];
      }
    >
  >;
  /** Status lines of threads in channels, where the app works too. */
  readonly statuses: readonly {
    readonly channel: string;
    readonly thread_ts: string;
    readonly status: string;
    readonly loading_messages: readonly string[];
  }[];
}

/** A canvas: a document kept beside a channel. */
export interface ShownCanvas {
  readonly id: string;
  readonly title: string;
  readonly markdown: string;
  /** Null for a canvas that hangs in no channel. */
  readonly channel: string | null;
  /** True for the one canvas that is the channel's own tab. */
  readonly is_channel_canvas: boolean;
  readonly user: string;
  /** Seconds since the epoch. */
  readonly updated: number;
  readonly permalink: string;
}

/** One line of `GET /ui/events`, for the person it was opened for. */
export type LiveEvent =
  | {
      readonly type: 'message.posted' | 'message.changed' | 'message.deleted';
      readonly message: ShownMessage;
    }
  | { readonly type: 'channel.changed'; readonly channel: ShownChannel }
  | ({ readonly type: 'views.changed' } & ShownViews)
  | ({ readonly type: 'agent.changed' } & ShownAgent)
  | { readonly type: 'canvases.changed'; readonly channel: string | null };
