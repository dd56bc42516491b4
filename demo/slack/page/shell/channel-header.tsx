/** The line above a channel, and its tabs. */
import { type KeyboardEvent, useRef } from 'react';
import { Avatar } from '../avatar.js';
import { Icon } from '../icons.js';
import type { Room } from '../state/client.js';
import { usePage } from '../state/context.js';
import { Members } from './members.js';

interface HeaderProps {
  readonly room: Room | undefined;
  /** Stands in for the channel's name where there is no channel. */
  readonly title: string | undefined;
  readonly isLive: boolean;
  /** Whether the app can be asked at the side; undefined where it is already in the middle. */
  readonly isAgentOpen: boolean | undefined;
  readonly onMenu: () => void;
  readonly onAgent: () => void;
  readonly onSwitch: () => void;
}

function titleOf(room: Room | undefined): string {
  if (room === undefined) return 'No such channel';
  return room.kind === 'im' ? room.name : `# ${room.name}`;
}

export function ChannelHeader({ room, title, isLive, isAgentOpen, onMenu, onAgent, onSwitch }: HeaderProps) {
  const { info, personOf } = usePage();
  const app = personOf(info.bot_user)?.real_name ?? 'the app';
  return (
    <header className="bar">
      <button type="button" className="icon menu-button" aria-label="Channels and people" onClick={onMenu}>
        <Icon name="menu" />
      </button>
      {room?.kind === 'im' && <Avatar user={room.other ?? ''} size={24} />}
      <h1>{title ?? titleOf(room)}</h1>
      <span className="topic" title={room?.topic}>
        {room?.topic}
      </span>
      {!isLive && (
        <span className="offline" role="status">
          Reconnecting…
        </span>
      )}
      {room !== undefined && room.kind !== 'im' && <Members room={room} />}
      <button type="button" className="icon" aria-label="Go to…" title="Go to… (Ctrl K)" onClick={onSwitch}>
        <Icon name="search" />
      </button>
      {isAgentOpen !== undefined && (
        <button
          type="button"
          className={isAgentOpen ? 'icon ask pressed' : 'icon ask'}
          aria-label={`Ask ${app}`}
          title={`Ask ${app}`}
          aria-pressed={isAgentOpen}
          onClick={onAgent}
        >
          <Icon name="flame" />
        </button>
      )}
    </header>
  );
}

export interface Tab {
  readonly id: string;
  readonly name: string;
}

/** Arrow keys go from tab to tab, as in every tab list. */
export function Tabs(props: { tabs: readonly Tab[]; current: string; onPick: (id: string) => void }) {
  const { tabs, current, onPick } = props;
  const list = useRef<HTMLDivElement>(null);

  function move(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.id === current);
    const index = (at + step + tabs.length) % tabs.length;
    const next = tabs[index];
    if (next === undefined) return;
    onPick(next.id);
    list.current?.querySelectorAll('button')[index]?.focus();
  }

  return (
    <div className="tabs" role="tablist" ref={list} onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          aria-selected={tab.id === current}
          tabIndex={tab.id === current ? 0 : -1}
          onClick={() => onPick(tab.id)}
        >
          {tab.name}
        </button>
      ))}
    </div>
  );
}
