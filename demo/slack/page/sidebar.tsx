/** Channels, conversations, and the switch between people. */
import { Avatar } from './avatar.js';
import type { Room } from './state/client.js';
import { usePage } from './state/context.js';

interface SidebarProps {
  readonly rooms: readonly Room[];
  readonly current: string;
  readonly unread: ReadonlySet<string>;
  readonly isOpen: boolean;
  readonly onPick: (room: string) => void;
  readonly onPickApp: () => void;
  readonly onSwitch: (user: string) => void;
}

export function Sidebar(props: SidebarProps) {
  const { rooms, current, unread, isOpen, onPick, onPickApp, onSwitch } = props;
  const { info, me, personOf } = usePage();
  const bot = personOf(info.bot_user);
  const isAppRoom = (room: Room): boolean => room.other === info.bot_user;
  const appRoom = rooms.find(isAppRoom);

  const draw = (room: Room) => (
    <button
      key={room.id}
      type="button"
      className={['room', room.id === current && 'current', unread.has(room.id) && 'unread']
        .filter(Boolean)
        .join(' ')}
      aria-current={room.id === current ? 'page' : undefined}
      onClick={() => onPick(room.id)}
    >
      {room.kind === 'im' ? <Avatar user={room.other ?? me} size={20} /> : <span className="hash">#</span>}
      <span className="room-name">{room.name}</span>
      {unread.has(room.id) && <span className="dot" aria-label="unread" />}
    </button>
  );

  return (
    <nav className={isOpen ? 'sidebar shown' : 'sidebar'} aria-label="Channels">
      <div className="team">{info.team.name}</div>
      <div className="rooms">
        <h2>Channels</h2>
        {rooms.filter((room) => room.kind !== 'im').map(draw)}
        {rooms.some((room) => room.kind === 'im' && !isAppRoom(room)) && <h2>Direct messages</h2>}
        {rooms.filter((room) => room.kind === 'im' && !isAppRoom(room)).map(draw)}
        <h2>Apps</h2>
        <button
          type="button"
          className={[
            'room',
            appRoom !== undefined && appRoom.id === current && 'current',
            appRoom !== undefined && unread.has(appRoom.id) && 'unread',
          ]
            .filter(Boolean)
            .join(' ')}
          onClick={onPickApp}
        >
          <Avatar user={info.bot_user} size={20} />
          <span className="room-name">{bot?.real_name ?? 'App'}</span>
          {appRoom !== undefined && unread.has(appRoom.id) && <span className="dot" aria-label="unread" />}
        </button>
      </div>
      <div className="people" role="radiogroup" aria-label="Act as">
        <h2>Act as</h2>
        {info.users
          .filter((user) => !user.is_bot)
          .map((user) => (
            <button
              key={user.id}
              type="button"
              role="radio"
              aria-checked={user.id === me}
              className={user.id === me ? 'person current' : 'person'}
              onClick={() => onSwitch(user.id)}
            >
              <Avatar user={user.id} size={28} />
              <span>
                {user.real_name}
                <small>{user.title}</small>
              </span>
            </button>
          ))}
      </div>
    </nav>
  );
}
