/** The page: who is looking, which channel and thread are open, and how it all fits together. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { AppHome } from './app-home.js';
import { Composer } from './messages/composer.js';
import { type Notice, Page, type PageContext } from './state/context.js';
import { type Msg, type Room, write } from './state/client.js';
import { Modal } from './modal.js';
import { Icon } from './icons.js';
import { MessageList } from './messages/message-list.js';
import { PanelStrip } from './panel-strip.js';
import { Sidebar } from './sidebar.js';
import { useTheme } from './state/use-theme.js';
import { isReply, repliesOf, topLevel, useWorkspace } from './state/use-workspace.js';
import { useRemembered } from './state/use-remembered.js';

const NOTICE_MS = 6000;

/** `/archives/C0INCIDENTS/p1700000000000100` opens that channel and message. */
function readAddress(): { channel: string | undefined; ts: string | undefined } {
  const match = /^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?/.exec(location.pathname);
  const thread = new URLSearchParams(location.search).get('thread_ts');
  return {
    channel: match?.[1],
    ts: thread ?? (match?.[2] === undefined ? undefined : `${match[2]}.${match[3]}`),
  };
}

export function App() {
  const [me, setMe] = useRemembered('me', new URLSearchParams(location.search).get('user') ?? 'U0ALICE');
  const [start] = useState(readAddress);
  const [current, setCurrent] = useState(start.channel ?? 'C0INCIDENTS');
  const [thread, setThread] = useState(start.ts);
  const [isSidebarOpen, setSidebarOpen] = useState(false);
  const [tab, setTab] = useState<'home' | 'messages'>('home');
  const [notice, setNotice] = useState<Notice>();
  const [seen, setSeen] = useRemembered<Record<string, string>>('seen', {});
  const workspace = useWorkspace(me);
  const theme = useTheme();
  const { info, rooms } = workspace;

  const messages = workspace.messagesIn(current);
  const newest = messages.at(-1)?.ts;
  const seenKey = `${me} ${current}`;
  useEffect(() => {
    if (newest !== undefined) setSeen((before) => ({ ...before, [seenKey]: newest }));
  }, [newest, seenKey, setSeen]);

  useEffect(() => {
    if (notice === undefined) return undefined;
    const timer = setTimeout(() => setNotice(undefined), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);

  const notify = useCallback((next: Notice) => setNotice(next), []);
  const context = useMemo<PageContext | undefined>(
    () =>
      info === undefined
        ? undefined
        : {
            info,
            rooms,
            me: info.users.find((user) => user.id === me || user.name === me)?.id ?? me,
            theme,
            personOf: (id) => info.users.find((user) => user.id === id),
            channelName: (id) => rooms.find((room) => room.id === id)?.name ?? id,
            notify,
          },
    [info, me, rooms, theme, notify],
  );
  if (context === undefined || info === undefined) return <p className="loading">Opening the workspace…</p>;

  const room = rooms.find((one) => one.id === current);
  const isApp = room?.other === info.bot_user;
  const parent = thread === undefined ? undefined : messages.find((message) => message.ts === thread);
  const unread = new Set(
    rooms
      .filter(
        (one) => one.id !== current && hasNews(workspace.messagesIn(one.id), me, seen[`${me} ${one.id}`]),
      )
      .map((one) => one.id),
  );

  function open(channel: string): void {
    setCurrent(channel);
    setThread(undefined);
    setSidebarOpen(false);
  }

  async function openApp(): Promise<void> {
    const answer = await write('open-direct', { user: me });
    if (typeof answer['channel'] === 'string') open(answer['channel']);
    setTab('home');
    await write('open-home', { user: me });
  }

  return (
    <Page value={context}>
      <div className={parent === undefined ? 'page' : 'page with-thread'}>
        {info.panel !== null && <PanelStrip panel={info.panel} />}
        <div className="columns">
          <Sidebar
            rooms={rooms}
            current={current}
            unread={unread}
            isOpen={isSidebarOpen}
            onPick={open}
            onPickApp={() => void openApp()}
            onSwitch={(user) => {
              setMe(user);
              setSidebarOpen(false);
            }}
          />
          {isSidebarOpen && (
            <button
              type="button"
              className="veil"
              aria-label="Close the menu"
              onClick={() => setSidebarOpen(false)}
            />
          )}
          <main className="channel">
            <ChannelHeader
              room={room}
              isLive={workspace.isLive}
              onMenu={() => setSidebarOpen(!isSidebarOpen)}
            />
            {isApp && (
              <div className="tabs" role="tablist">
                {(['home', 'messages'] as const).map((name) => (
                  <button
                    key={name}
                    type="button"
                    role="tab"
                    aria-selected={tab === name}
                    onClick={() => setTab(name)}
                  >
                    {name === 'home' ? 'Home' : 'Messages'}
                  </button>
                ))}
              </div>
            )}
            {isApp && tab === 'home' ? (
              <AppHome key={workspace.views.home?.id} view={workspace.views.home} />
            ) : (
              <>
                <MessageList
                  key={`${me} ${current}`}
                  shown={topLevel(messages)}
                  all={messages}
                  openThread={thread}
                  empty={emptyText(room)}
                  onOpenThread={setThread}
                />
                <Composer
                  key={`composer ${current}`}
                  channel={current}
                  placeholder={
                    room?.kind === 'im' ? `Message ${room.name}` : `Message #${room?.name ?? ''}, or type /`
                  }
                />
              </>
            )}
          </main>
          {parent !== undefined && (
            <aside className="thread" aria-label="Thread">
              <header className="bar">
                <h1>Thread</h1>
                <span className="topic">{room?.kind === 'im' ? room.name : `#${room?.name ?? ''}`}</span>
                <button
                  type="button"
                  className="icon"
                  aria-label="Close the thread"
                  onClick={() => setThread(undefined)}
                >
                  <Icon name="close" />
                </button>
              </header>
              <MessageList
                key={`${me} ${parent.ts}`}
                shown={[parent, ...repliesOf(messages, parent.ts)]}
                all={messages}
                openThread={undefined}
                isThread
                empty=""
                onOpenThread={setThread}
              />
              <Composer
                key={`reply ${parent.ts}`}
                channel={current}
                threadTs={parent.ts}
                placeholder="Reply…"
              />
            </aside>
          )}
        </div>
        {workspace.views.modal !== null && (
          <Modal
            key={`${workspace.views.modal.id} ${String(workspace.views.modal['callback_id'])}`}
            view={workspace.views.modal}
          />
        )}
        {notice !== undefined && (
          <div className={notice.isError ? 'toast error' : 'toast'} role="status">
            {notice.text}
            <button type="button" className="icon" aria-label="Dismiss" onClick={() => setNotice(undefined)}>
              <Icon name="close" />
            </button>
          </div>
        )}
      </div>
    </Page>
  );
}

function ChannelHeader({
  room,
  isLive,
  onMenu,
}: {
  room: Room | undefined;
  isLive: boolean;
  onMenu: () => void;
}) {
  return (
    <header className="bar">
      <button type="button" className="icon menu-button" aria-label="Channels and people" onClick={onMenu}>
        <Icon name="menu" />
      </button>
      <h1>{room === undefined ? 'No such channel' : room.kind === 'im' ? room.name : `# ${room.name}`}</h1>
      <span className="topic">{room?.topic}</span>
      {!isLive && (
        <span className="offline" role="status">
          Reconnecting…
        </span>
      )}
      {room !== undefined && room.kind !== 'im' && (
        <span className="members">
          <Icon name="people" /> {room.members.length}
        </span>
      )}
    </header>
  );
}

/** Whether somebody else wrote in the channel itself since this person last looked. */
function hasNews(messages: readonly Msg[], me: string, seenTs: string | undefined): boolean {
  return messages.some(
    (message) => !isReply(message) && message.user !== me && Number(message.ts) > Number(seenTs ?? 0),
  );
}

function emptyText(room: Room | undefined): string {
  if (room === undefined) return 'You cannot see this channel.';
  return room.kind === 'im'
    ? 'This is the beginning of your conversation.'
    : `Nothing has happened in #${room.name} yet.`;
}
