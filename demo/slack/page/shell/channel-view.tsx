/** The middle of the page: a channel with its messages, the app's Home, or a canvas. */
import { useEffect, useState } from 'react';
import { Prompts } from '../agent/prompts.js';
import { Avatar } from '../avatar.js';
import { Composer } from '../messages/composer.js';
import { MessageList } from '../messages/message-list.js';
import type { Place } from '../state/address.js';
import { type Room, write } from '../state/client.js';
import { usePage } from '../state/context.js';
import { topLevel, type WorkspaceState } from '../state/use-workspace.js';
import { AppHome } from './app-home.js';
import { CanvasView, LooseCanvas, useCanvases } from './canvases.js';
import { ChannelHeader, Tabs } from './channel-header.js';

interface ChannelProps {
  readonly room: Room | undefined;
  readonly place: Place;
  readonly workspace: WorkspaceState;
  readonly seenTs: string | undefined;
  /** Whether what is known is what this person sees, not the one before. */
  readonly isLoaded: boolean;
  readonly openThread: string | undefined;
  readonly isAgentOpen: boolean | undefined;
  readonly onMenu: () => void;
  readonly onAgent: () => void;
  readonly onSwitch: () => void;
  readonly onOpenThread: (ts: string) => void;
}

const MESSAGES = 'messages';

export function ChannelView(props: ChannelProps) {
  const { room, place, workspace, seenTs, isLoaded, openThread, onOpenThread } = props;
  const { me, info, agent, go } = usePage();
  const { channel } = place;
  const [sent, setSent] = useState(0);
  const isApp = room?.other === info.bot_user;
  const canvases = useCanvases(me, isLoaded && room !== undefined ? channel : '', workspace.canvasVersion);
  const tab = place.tab ?? MESSAGES;
  const canvas = canvases.find((one) => one.id === tab);
  const messages = workspace.messagesIn(channel);
  const tabs = [
    ...(isApp ? [{ id: 'home', name: 'Home' }] : []),
    { id: MESSAGES, name: 'Messages' },
    ...canvases.map((one) => ({ id: one.id, name: one.title || 'Canvas' })),
  ];

  useEffect(() => {
    if (isApp && tab === MESSAGES) void write('open-home', { user: me, tab: MESSAGES });
  }, [isApp, tab, me]);

  return (
    <main className="channel">
      <ChannelHeader
        room={room}
        title={channel === '' ? 'Canvas' : isLoaded ? undefined : ' '}
        isLive={workspace.isLive}
        isAgentOpen={props.isAgentOpen}
        onMenu={props.onMenu}
        onAgent={props.onAgent}
        onSwitch={props.onSwitch}
      />
      {tabs.length > 1 && (
        <Tabs
          tabs={tabs}
          current={canvas === undefined && !(isApp && tab === 'home') ? MESSAGES : tab}
          onPick={(id) => go({ channel, tab: id === MESSAGES ? undefined : id })}
        />
      )}
      {isApp && tab === 'home' ? (
        <AppHome view={workspace.views.home} />
      ) : channel === '' ? (
        <LooseCanvas id={tab} />
      ) : canvas !== undefined ? (
        <CanvasView canvas={canvas} />
      ) : (
        <>
          <MessageList
            key={`${me} ${channel}`}
            shown={topLevel(messages)}
            all={messages}
            openThread={openThread}
            empty={isLoaded && <Empty room={room} />}
            seenTs={seenTs}
            me={me}
            sent={sent}
            marked={place.thread === undefined || place.thread === place.message ? place.message : undefined}
            onOpenThread={onOpenThread}
          />
          {isApp && (
            <Prompts channel={channel} title={agent?.prompts_title ?? null} prompts={agent?.prompts ?? []} />
          )}
          {room !== undefined && (
            <Composer
              key={`composer ${me} ${channel}`}
              channel={channel}
              yieldsTo=".people, .tabs, .panel, .thread, article, dialog"
              onSend={() => setSent((before) => before + 1)}
              placeholder={room.kind === 'im' ? `Message ${room.name}` : `Message #${room.name}, or type /`}
            />
          )}
        </>
      )}
    </main>
  );
}

/** The first thing a newcomer sees, so it says what to do. */
function Empty({ room }: { room: Room | undefined }) {
  const { info } = usePage();
  if (room === undefined) return <p className="empty">You cannot see this channel.</p>;
  if (room.kind === 'im') return <p className="empty">This is the beginning of your conversation.</p>;
  return (
    <div className="empty welcome">
      <Avatar user={info.bot_user} size={52} />
      <h2>Nothing has happened in #{room.name} yet</h2>
      {info.panel?.groups[0] !== undefined && (
        <p>
          {info.panel.groups[0].title}: press a button in the strip above, then watch what arrives here.
          Whoever is chosen under “Act as” answers.
        </p>
      )}
      <p>
        {info.commands[0] === undefined ? (
          'Write the first message below.'
        ) : (
          <>
            Or type <code>{info.commands[0].command}</code> below; <kbd>Ctrl</kbd> <kbd>K</kbd> goes anywhere.
          </>
        )}
      </p>
    </div>
  );
}
