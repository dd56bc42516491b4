import { usePage } from './context.js';

/** A face for everybody: initials on a colour of their own, a flame for the app. */
export function Avatar({ user, size = 36 }: { user: string; size?: number }) {
  const person = usePage().personOf(user);
  const name = person?.real_name ?? user;
  const initials = name
    .split(/\s+/)
    .map((part) => part[0] ?? '')
    .slice(0, 2)
    .join('');
  const hue = [...user].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  const style = { width: size, height: size, fontSize: size * 0.4, '--hue': hue };
  return (
    <span className={person?.is_bot === true ? 'avatar bot' : 'avatar'} style={style} aria-hidden="true">
      {person?.is_bot === true ? '🔥' : initials}
    </span>
  );
}
