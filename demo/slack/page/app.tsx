/** The page: who is looking, where they are, and how it all fits together. */
import { type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { AgentPane } from './agent/agent-pane.js';
import { Modals } from './dialogs/modal.js';
import { ChannelView } from './shell/channel-view.js';
import { PanelStrip } from './shell/panel-strip.js';
import { type Goal, QuickSwitch } from './shell/quick-switch.js';
import { Sidebar } from './shell/sidebar.js';
import { ThreadPane } from './shell/thread-pane.js';
import { Toast, useNotice } from './shell/toast.js';
import { placeOfLink } from './state/address.js';
import { write } from './state/client.js';
import { Page, type PageContext } from './state/context.js';
import { useNavigation } from './state/use-navigation.js';
import { usePerson } from './state/use-person.js';
import { useUnread } from './state/use-unread.js';
import { useWorkspace } from './state/use-workspace.js';

/** Longer than an app may take for a command's answer, shorter than a person needs to turn to something else. */
const ANSWER_WITHIN_MS = 20_000;

export function App() {
  const [asked, become] = usePerson();
  const workspace = useWorkspace(asked);
  const { info, rooms, agent, loadedFor, messagesIn } = workspace;
  const me = info?.users.find((user) => user.id === asked || user.name === asked)?.id ?? asked;
  const { place, go } = useNavigation(me);
  const { unread, seenOnArrival } = useUnread({ me, rooms, messagesIn, current: place.channel });
  const [notice, setNotice] = useNotice();
  const [isSidebarOpen, setSidebarOpen] = useState(false);
  const [isSwitching, setSwitching] = useState(false);
  const [isAgentOpen, setAgentOpen] = useState(false);
  const actedAt = useRef(0);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setSwitching((before) => !before);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  useEffect(() => {
    if (!isSidebarOpen) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      setSidebarOpen(false);
      document.querySelector<HTMLElement>('.menu-button')?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isSidebarOpen]);

  const isLoaded = loadedFor === asked;
  useEffect(() => {
    const first = rooms.find((one) => one.kind !== 'im');
    if (!isLoaded || place.channel === '' || first === undefined) return;
    if (!rooms.some((one) => one.id === place.channel)) go({ channel: first.id }, { isReplacing: true });
    // Only when somebody arrives: a conversation that is just being opened is not in the list yet.
  }, [loadedFor]);

  const page = useMemo<PageContext | undefined>(
    () =>
      info === undefined
        ? undefined
        : {
            info,
            rooms,
            me,
            agent,
            personOf: (id) => info.users.find((user) => user.id === id),
            channelName: (id) => rooms.find((room) => room.id === id)?.name ?? id,
            notify: setNotice,
            go,
            noteAct() {
              actedAt.current = Date.now();
            },
            hasJustActed: () => Date.now() - actedAt.current < ANSWER_WITHIN_MS,
          },
    [info, me, rooms, agent, go, setNotice],
  );
  const name = rooms.find((room) => room.id === place.channel)?.name;
  const mentions = [...unread.values()].reduce((sum, news) => sum + news.mentions, 0);
  useEffect(() => {
    document.title = `${mentions > 0 ? `(${mentions}) ` : ''}${name ?? 'Slack'} · ${info?.team.name ?? ''}`;
  }, [name, mentions, info]);

  const { channel, thread, message: marked, tab } = place;
  const openThread = useCallback(
    (ts: string) => {
      // There is one place at the side; whoever closes the thread wants the channel.
      setAgentOpen(false);
      go({ channel, tab, thread: ts });
    },
    [go, channel, tab],
  );
  const closeThread = useCallback(() => go({ channel, tab }), [go, channel, tab]);

  if (page === undefined || info === undefined) return <p className="loading">Opening the workspace…</p>;

  const room = rooms.find((one) => one.id === channel);
  const isApp = room?.other === info.bot_user;
  const messages = messagesIn(channel);
  // A link to a message with answers opens them too.
  const threadTs = thread ?? messages.find((one) => one.ts === marked && one.thread_ts === one.ts)?.ts;
  const parent = messages.find((one) => one.ts === threadTs);
  const hasPane = parent !== undefined || (isAgentOpen && !isApp);

  function enter(next: string): void {
    go({ channel: next });
    setSidebarOpen(false);
    if (rooms.find((one) => one.id === next)?.other === info?.bot_user) void enterApp();
  }

  /** The app hears of every visit, and publishes what this person should see. */
  async function enterApp(): Promise<void> {
    const answer = await write('open-direct', { user: me });
    if (typeof answer['channel'] === 'string') go({ channel: answer['channel'], tab: 'home' });
    setSidebarOpen(false);
    await write('open-home', { user: me });
  }

  async function enterGoal(goal: Goal): Promise<void> {
    setSwitching(false);
    if (goal.room !== undefined) {
      enter(goal.room.id);
      // The composer of a place one is already in does not appear anew.
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>('.channel .composer textarea')?.focus(),
      );
    } else if (goal.user === info?.bot_user) await enterApp();
    else {
      const answer = await write('open-direct', { user: me, other: goal.user });
      if (typeof answer['channel'] === 'string') enter(answer['channel']);
      else setNotice({ text: String(answer.message), isError: true });
    }
  }

  async function toggleAgent(): Promise<void> {
    if (!isAgentOpen && agent === undefined) {
      setNotice({ text: 'The app offers no conversation at the side.', isError: true });
      return;
    }
    if (!isAgentOpen) await write('open-direct', { user: me });
    setAgentOpen(!isAgentOpen);
    if (parent !== undefined) closeThread();
  }

  /** Links into this workspace stay on the page. */
  function followLink(event: MouseEvent): void {
    const link = (event.target as Element).closest('a');
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute('download'))
      return;
    const next = placeOfLink(link.href);
    if (next === undefined) return;
    event.preventDefault();
    go(next);
  }

  return (
    <Page value={page}>
      <div className={hasPane ? 'page with-thread' : 'page'} onClick={followLink}>
        {info.panel !== null && <PanelStrip panel={info.panel} />}
        <div className="columns">
          <Sidebar
            current={channel}
            unread={unread}
            isOpen={isSidebarOpen}
            onPick={enter}
            onPickApp={() => void enterApp()}
            onSwitch={(user) => {
              become(user);
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
          <ChannelView
            room={room}
            place={place}
            workspace={workspace}
            seenTs={seenOnArrival}
            isLoaded={isLoaded}
            openThread={threadTs}
            isAgentOpen={isApp ? undefined : isAgentOpen && parent === undefined}
            onMenu={() => setSidebarOpen(!isSidebarOpen)}
            onAgent={() => void toggleAgent()}
            onSwitch={() => setSwitching(true)}
            onOpenThread={openThread}
          />
          {parent !== undefined && (
            <ThreadPane
              room={room}
              parent={parent}
              messages={messages}
              marked={marked === parent.ts ? undefined : marked}
              onClose={closeThread}
            />
          )}
          {parent === undefined && isAgentOpen && !isApp && agent !== undefined && (
            <AgentPane
              key={me}
              channel={agent.channel}
              context={{ channel, ts: thread }}
              messages={messagesIn(agent.channel)}
              onClose={() => setAgentOpen(false)}
            />
          )}
        </div>
        <Modals key={me} views={workspace.views} />
        {isSwitching && (
          <QuickSwitch onPick={(goal) => void enterGoal(goal)} onClose={() => setSwitching(false)} />
        )}
        {notice !== undefined && (
          <Toast key={notice.text} notice={notice} onDismiss={() => setNotice(undefined)} />
        )}
      </div>
    </Page>
  );
}
