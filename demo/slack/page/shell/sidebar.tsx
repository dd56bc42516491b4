/** Channels, conversations, and the switch between people. */
import type { KeyboardEvent } from 'react';
import { Avatar } from '../avatar.js';
import { Icon } from '../icons.js';
import type { Person, Room } from '../state/client.js';
import { usePage } from '../state/context.js';
import type { Unread } from '../state/use-unread.js';

interface SidebarProps {
  readonly current: string;
  readonly unread: ReadonlyMap<string, Unread>;
  readonly isOpen: boolean;
  readonly onPick: (room: string) => void;
  readonly onPickApp: () => void;
  readonly onSwitch: (user: string) => void;
}

export function Sidebar({ current, unread, isOpen, onPick, onPickApp, onSwitch }: SidebarProps) {
  const { info, rooms, personOf } = usePage();
  const isAppRoom = (room: Room): boolean => room.other === info.bot_user;
  const appRoom = rooms.find(isAppRoom);
  const direct = rooms.filter((room) => room.kind === 'im' && !isAppRoom(room));
  const draw = (room: Room) => (
    <RoomButton
      key={room.id}
      name={room.name}
      user={room.kind === 'im' ? (room.other ?? '') : undefined}
      isPrivate={room.kind === 'private'}
      isCurrent={room.id === current}
      news={unread.get(room.id)}
      onPick={() => onPick(room.id)}
    />
  );

  return (
    <nav className={isOpen ? 'sidebar shown' : 'sidebar'} aria-label="Channels">
      <div className="team">{info.team.name}</div>
      <div className="rooms">
        <h2>Channels</h2>
        {rooms.filter((room) => room.kind !== 'im').map(draw)}
        {direct.length > 0 && <h2>Direct messages</h2>}
        {direct.map(draw)}
        <h2>Apps</h2>
        <RoomButton
          name={personOf(info.bot_user)?.real_name ?? 'App'}
          user={info.bot_user}
          isPrivate={false}
          isCurrent={appRoom !== undefined && appRoom.id === current}
          news={appRoom === undefined ? undefined : unread.get(appRoom.id)}
          onPick={onPickApp}
        />
      </div>
      <PersonSwitch onSwitch={onSwitch} />
    </nav>
  );
}

function RoomButton(props: {
  name: string;
  user: string | undefined;
  isPrivate: boolean;
  isCurrent: boolean;
  news: Unread | undefined;
  onPick: () => void;
}) {
  const { name, user, isPrivate, isCurrent, news, onPick } = props;
  const classes = ['room', isCurrent && 'current', news !== undefined && 'unread'].filter(Boolean);
  return (
    <button
      type="button"
      className={classes.join(' ')}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onPick}
    >
      {user !== undefined ? (
        <Avatar user={user} size={20} />
      ) : (
        <span className="hash">{isPrivate ? <Icon name="ring" size={11} /> : '#'}</span>
      )}
      <span className="room-name">{name}</span>
      {news !== undefined &&
        (news.mentions > 0 ? (
          <span className="count-badge" role="img" aria-label={`${news.mentions} unread for you`}>
            {news.mentions}
          </span>
        ) : (
          <span className="dot" role="img" aria-label="unread" />
        ))}
    </button>
  );
}

/** Anybody can be tried alone; a second tab can be somebody else. */
function PersonSwitch({ onSwitch }: { onSwitch: (user: string) => void }) {
  const { info, me } = usePage();
  const people = info.users.filter((user) => !user.is_bot);

  function move(event: KeyboardEvent<HTMLDivElement>): void {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const at = people.findIndex((person) => person.id === me);
    if (step === undefined) return;
    event.preventDefault();
    const index = (at + step + people.length) % people.length;
    onSwitch(people[index]?.id ?? me);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=radio]')[index]?.focus();
  }

  return (
    <div className="people" role="radiogroup" aria-label="Act as" onKeyDown={move}>
      <h2>Act as</h2>
      {people.map((person) => (
        <PersonRow key={person.id} person={person} isMe={person.id === me} onSwitch={onSwitch} />
      ))}
    </div>
  );
}

function PersonRow(props: { person: Person; isMe: boolean; onSwitch: (user: string) => void }) {
  const { person, isMe, onSwitch } = props;
  const hint = `Open a second tab as ${person.real_name}`;
  return (
    <div className={isMe ? 'person current' : 'person'} role="none">
      <button
        type="button"
        role="radio"
        aria-checked={isMe}
        tabIndex={isMe ? 0 : -1}
        onClick={() => onSwitch(person.id)}
      >
        <Avatar user={person.id} size={28} />
        <span>
          {person.real_name}
          <small>{person.title}</small>
        </span>
      </button>
      <a
        className="icon"
        href={`/?user=${person.id}`}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={hint}
        title={hint}
        tabIndex={isMe ? 0 : -1}
      >
        <Icon name="out" size={13} />
      </a>
    </div>
  );
}
