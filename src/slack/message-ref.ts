/** A message in a few characters, for a form to remember which one it is about. */

export interface MessageRef {
  readonly channelId: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly authorId: string | null;
}

const SHAPE = /^([CDG][A-Z0-9]+)\/(\d+\.\d+)\/(\d+\.\d+)?\/([UW][A-Z0-9]+)?$/;

export function formatMessageRef({ channelId, ts, threadTs, authorId }: MessageRef): string {
  return [channelId, ts, threadTs ?? '', authorId ?? ''].join('/');
}

/** Undefined for anything else. */
export function parseMessageRef(text: string | undefined): MessageRef | undefined {
  const [, channelId, ts, threadTs, authorId] = SHAPE.exec(text ?? '') ?? [];
  if (channelId === undefined || ts === undefined) return undefined;
  return { channelId, ts, threadTs: threadTs ?? null, authorId: authorId ?? null };
}
