/** Everything the page knows of the workspace as one person sees it, kept current by server-sent events. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import {
  type Agent,
  type Answer,
  type LiveEvent,
  type Msg,
  read,
  type Room,
  type Views,
  type WorkspaceInfo,
} from './client.js';

type ByTs = ReadonlyMap<string, Msg>;

export interface WorkspaceState {
  readonly info: WorkspaceInfo | undefined;
  readonly rooms: readonly Room[];
  /** Whose view `rooms` and messages are; for a moment after a switch still the other person's. */
  readonly loadedFor: string | undefined;
  readonly views: Views;
  readonly agent: Agent | undefined;
  /** Grows whenever a canvas has changed. */
  readonly canvasVersion: number;
  readonly isLive: boolean;
  /** Messages of one channel, oldest first, replies included. */
  readonly messagesIn: (channel: string) => readonly Msg[];
}

const NONE: readonly Msg[] = [];
const NO_VIEWS: Views = { modal: null, home: null, depth: 0 };

export function useWorkspace(user: string): WorkspaceState {
  const [info, setInfo] = useState<WorkspaceInfo>();
  const [rooms, setRooms] = useState<readonly Room[]>([]);
  const [messages, setMessages] = useState<ByTs>(new Map());
  const [views, setViews] = useState<Views>(NO_VIEWS);
  const [agent, setAgent] = useState<Agent>();
  const [canvasVersion, setCanvasVersion] = useState(0);
  const [isLive, setLive] = useState(false);
  const [loadedFor, setLoadedFor] = useState<string>();

  const apply = useCallback((event: LiveEvent) => {
    switch (event.type) {
      case 'message.posted':
      case 'message.changed':
      case 'message.deleted':
        setMessages((before) => {
          const after = new Map(before);
          if (event.type === 'message.deleted') after.delete(event.message.ts);
          else after.set(event.message.ts, event.message);
          return after;
        });
        break;
      case 'channel.changed':
        setRooms((before) =>
          before.some((room) => room.id === event.channel.id)
            ? before.map((room) => (room.id === event.channel.id ? event.channel : room))
            : [...before, event.channel],
        );
        break;
      case 'views.changed':
        setViews({ modal: event.modal, home: event.home, depth: event.depth });
        break;
      case 'agent.changed':
        setAgent(event);
        break;
      case 'canvases.changed':
        setCanvasVersion((before) => before + 1);
        break;
    }
  }, []);

  useEffect(() => {
    let isCurrent = true;
    const stream = new EventSource(`/ui/events?user=${encodeURIComponent(user)}`);
    async function load(): Promise<void> {
      const [workspace, channels, history, open, pane] = await Promise.all([
        read<WorkspaceInfo>('workspace'),
        read<{ channels: Room[] }>('channels', { user }),
        read<{ messages: Msg[] }>('history', { user }),
        read<Views>('views', { user }),
        read<Answer & Agent>('agent', { user }),
      ]);
      if (!isCurrent) return;
      setInfo(workspace);
      setRooms(channels.channels);
      setMessages(new Map(history.messages.map((message) => [message.ts, message])));
      setViews(open);
      setAgent(pane.ok ? pane : undefined);
      setCanvasVersion((before) => before + 1);
      setLive(true);
      setLoadedFor(user);
    }
    // Loading starts when the stream is open, also after a reconnect, so that nothing falls between the two.
    stream.addEventListener('open', () => void load());
    stream.addEventListener('error', () => setLive(false));
    stream.addEventListener('message', (event) => apply(JSON.parse(String(event.data)) as LiveEvent));
    return () => {
      isCurrent = false;
      stream.close();
      setMessages(new Map());
      setViews(NO_VIEWS);
      setAgent(undefined);
    };
  }, [user, apply]);

  const byChannel = useMemo(() => {
    const grouped = new Map<string, Msg[]>();
    for (const message of [...messages.values()].sort((a, b) => Number(a.ts) - Number(b.ts))) {
      const inChannel = grouped.get(message.channel);
      if (inChannel === undefined) grouped.set(message.channel, [message]);
      else inChannel.push(message);
    }
    return grouped;
  }, [messages]);

  const messagesIn = useCallback((channel: string) => byChannel.get(channel) ?? NONE, [byChannel]);
  return { info, rooms, loadedFor, views, agent, canvasVersion, isLive, messagesIn };
}

/** The messages that stand in the channel itself. */
export function topLevel(messages: readonly Msg[]): Msg[] {
  return messages.filter((message) => !isReply(message) || message.subtype === 'thread_broadcast');
}

/** The replies of one thread, private ones included, oldest first. */
export function repliesOf(messages: readonly Msg[], parentTs: string): Msg[] {
  return messages.filter((message) => message.thread_ts === parentTs && message.ts !== parentTs);
}

export function isReply(message: Msg): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}
