/** Reactions below a message: a press gives one's own or takes it back. */
import { EmojiButton } from '../menus/emoji-picker.js';
import type { Msg } from '../state/client.js';
import { usePage } from '../state/context.js';
import { emoji } from '../text/emoji.js';
import { Pictures } from '../text/pictures.js';

export function Reactions({ message, onReact }: { message: Msg; onReact: (name: string) => void }) {
  const { me, personOf } = usePage();
  if (message.reactions === undefined || message.reactions.length === 0) return null;
  return (
    <div className="reactions" role="group" aria-label="Reactions">
      {message.reactions.map(({ name, users }) => {
        const people = users.map((user) => (user === me ? 'You' : (personOf(user)?.real_name ?? user)));
        return (
          <button
            key={name}
            type="button"
            className={users.includes(me) ? 'reaction mine' : 'reaction'}
            aria-pressed={users.includes(me)}
            aria-label={`${name}, ${users.length}: ${people.join(', ')}`}
            title={`${people.join(', ')} reacted with :${name}:`}
            onClick={() => onReact(name)}
          >
            <Pictures text={emoji(name)} /> <span className="number">{users.length}</span>
          </button>
        );
      })}
      <EmojiButton className="reaction add" label="Add another reaction" onPick={onReact} />
    </div>
  );
}
