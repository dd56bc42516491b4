import { Icon } from './icons.js';
import { usePage } from './state/context.js';

/** Colours that white letters are easy to read on. */
const FACES = ['#b0467f', '#2f6fb3', '#2f855a', '#a8651e', '#6b55b8', '#4a6572'];

/** A face for everybody: initials on a colour of their own, a flame for the app. */
export function Avatar({ user, size = 36 }: { user: string; size?: number }) {
  const { info, personOf } = usePage();
  const person = personOf(user);
  const name = person?.real_name ?? user;
  const initials = name
    .split(/\s+/)
    .map((part) => part[0] ?? '')
    .slice(0, 2)
    .join('');
  const index = info.users.findIndex((one) => one.id === user);
  const style = {
    width: size,
    height: size,
    fontSize: size * 0.4,
    '--face': FACES[Math.max(0, index) % FACES.length],
  };
  return (
    <span className={person?.is_bot === true ? 'avatar bot' : 'avatar'} style={style} aria-hidden="true">
      {person?.is_bot === true ? <Icon name="flame" size={size * 0.72} /> : initials}
    </span>
  );
}
