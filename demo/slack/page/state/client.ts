/** The control API as the page uses it: shapes and calls. */
import type {
  LiveEvent as SentEvent,
  ShownAgent,
  ShownCanvas,
  ShownChannel,
  ShownFile,
  ShownMessage,
  ShownPrompt,
  ShownWorkspace,
} from '../../ui/shapes.js';

export type Json = Record<string, unknown>;
export type Person = ShownWorkspace['users'][number];
export type Room = ShownChannel;
export type Msg = ShownMessage;
export type FileInfo = ShownFile;
export type Agent = ShownAgent;
export type Canvas = ShownCanvas;
export type Prompt = ShownPrompt;
export type CommandInfo = ShownWorkspace['commands'][number];
export type ShortcutInfo = ShownWorkspace['shortcuts'][number];

export interface View extends Json {
  readonly id: string;
  readonly blocks: readonly Json[];
}

export interface Views {
  readonly modal: View | null;
  readonly home: View | null;
  /** How many modals lie on each other. */
  readonly depth: number;
}

export interface PanelInfo {
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly groups: readonly {
    readonly title: string;
    readonly actions: readonly { readonly id: string; readonly label: string; readonly hint: string }[];
  }[];
}

export type WorkspaceInfo = Omit<ShownWorkspace, 'panel'> & { readonly panel: PanelInfo | null };

export type LiveEvent =
  Exclude<SentEvent, { readonly type: 'views.changed' }> | ({ readonly type: 'views.changed' } & Views);

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
