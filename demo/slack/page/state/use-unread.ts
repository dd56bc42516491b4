/** What each person has seen of each channel in this tab, and what is new since. */
import { useEffect, useMemo, useRef } from 'react';
import type { Msg, Room } from './client.js';
import { useRemembered } from './use-remembered.js';
import { isReply } from './use-workspace.js';

export interface Unread {
  readonly count: number;
  /** How many of them call this person by name; in a direct conversation, all of them. */
  readonly mentions: number;
}

export function useUnread(input: {
  me: string;
  rooms: readonly Room[];
  messagesIn: (channel: string) => readonly Msg[];
  current: string;
}): { readonly unread: ReadonlyMap<string, Unread>; readonly seenOnArrival: string | undefined } {
  const { me, rooms, messagesIn, current } = input;
  const [seen, setSeen] = useRemembered<Record<string, string>>('seen', {});
  const key = `${me} ${current}`;

  const arrival = useRef<{ key: string; ts: string | undefined }>(undefined);
  if (arrival.current?.key !== key) arrival.current = { key, ts: seen[key] };

  const newest = messagesIn(current).at(-1)?.ts;
  useEffect(() => {
    if (newest !== undefined) setSeen((before) => ({ ...before, [key]: newest }));
  }, [newest, key, setSeen]);

  const unread = useMemo(() => {
    const news = new Map<string, Unread>();
    for (const room of rooms) {
      if (room.id === current) continue;
      const fresh = messagesIn(room.id).filter(
        (message) =>
          !isReply(message) &&
          message.user !== me &&
          Number(message.ts) > Number(seen[`${me} ${room.id}`] ?? 0),
      );
      const mentions =
        room.kind === 'im'
          ? fresh.length
          : fresh.filter((message) => message.text.includes(`<@${me}>`)).length;
      if (fresh.length > 0) news.set(room.id, { count: fresh.length, mentions });
    }
    return news;
  }, [rooms, messagesIn, current, me, seen]);

  return { unread, seenOnArrival: arrival.current.ts };
}
