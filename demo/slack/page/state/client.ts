/** The control API as the page uses it: shapes and calls. */

export type Json = Record<string, unknown>;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly real_name: string;
  readonly title: string;
  readonly is_bot: boolean;
  readonly is_guest: boolean;
}

export interface Room {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly topic: string;
  readonly members: readonly string[];
  readonly other?: string;
  readonly latest: string | null;
}

export interface Msg {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly attachments?: readonly Json[];
  readonly thread_ts?: string;
  readonly subtype?: string;
  readonly edited?: { readonly ts: string };
  readonly is_ephemeral: boolean;
  readonly reactions?: readonly { readonly name: string; readonly users: readonly string[] }[];
}

export interface View extends Json {
  readonly id: string;
  readonly blocks: readonly Json[];
}

export interface Views {
  readonly modal: View | null;
  readonly home: View | null;
}

export interface CommandInfo {
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

export interface PanelInfo {
  readonly title: string;
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly actions: readonly { readonly id: string; readonly label: string; readonly hint: string }[];
}

export interface WorkspaceInfo {
  readonly team: { readonly name: string };
  readonly bot_user: string;
  readonly users: readonly Person[];
  readonly user_groups: readonly { readonly id: string; readonly handle: string }[];
  readonly commands: readonly CommandInfo[];
  readonly panel: PanelInfo | null;
}

export type LiveEvent =
  | { readonly type: 'message.posted' | 'message.changed' | 'message.deleted'; readonly message: Msg }
  | { readonly type: 'channel.changed'; readonly channel: Room }
  | ({ readonly type: 'views.changed' } & Views);

/** What the server said of an attempt; `message` is for the person's eyes. */
export interface Answer extends Json {
  readonly ok: boolean;
  readonly message?: unknown;
  readonly errors?: Record<string, string>;
}

export async function read<T>(path: string, query: Record<string, string> = {}): Promise<T> {
  const answer = await fetch(`/ui/${path}?${new URLSearchParams(query).toString()}`);
  return (await answer.json()) as T;
}

/** Never throws: a workspace that cannot be reached is an answer like any other. */
export async function write(path: string, body: Json = {}): Promise<Answer> {
  try {
    const answer = await fetch(`/ui/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Answer;
  } catch {
    return { ok: false, message: 'The workspace cannot be reached. Is the demo still running?' };
  }
}
