/** Ctrl+K: go to a channel, a person or the app by typing a few letters. */
import { type KeyboardEvent, useId, useState } from 'react';
import { Avatar } from '../avatar.js';
import { Dialog } from '../dialogs/dialog.js';
import type { Room } from '../state/client.js';
import { usePage } from '../state/context.js';

export interface Goal {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly room?: Room;
  readonly user?: string;
}

interface SwitchProps {
  readonly onPick: (goal: Goal) => void;
  readonly onClose: () => void;
}

export function QuickSwitch({ onPick, onClose }: SwitchProps) {
  const { info, rooms, me } = usePage();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const goals: Goal[] = [
    ...rooms
      .filter((room) => room.kind !== 'im')
      .map((room) => ({ id: room.id, name: `#${room.name}`, note: room.topic, room })),
    ...info.users
      .filter((user) => user.id !== me)
      .map((user) => ({ id: user.id, name: user.real_name, note: user.title, user: user.id })),
  ];
  const wanted = query.trim().toLowerCase().replace(/^[#@]/, '');
  const found = goals.filter((goal) => goal.name.toLowerCase().includes(wanted));
  const shown = Math.min(active, Math.max(0, found.length - 1));

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const goal = found[shown];
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      setActive((shown + step + found.length) % found.length);
    } else if (event.key === 'Enter' && goal !== undefined) {
      event.preventDefault();
      onPick(goal);
    }
  }

  return (
    <Dialog label="Go to" className="quick-switch" onClose={onClose}>
      <input
        className="input"
        role="combobox"
        aria-label="Go to a channel or a person"
        aria-expanded
        aria-autocomplete="list"
        aria-controls={id}
        aria-activedescendant={`${id}-${shown}`}
        placeholder="Go to a channel or a person"
        autoFocus
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id={id} aria-label="Places">
        {found.map((goal, index) => (
          <div
            key={goal.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === shown}
            className={index === shown ? 'option active' : 'option'}
            onPointerMove={() => setActive(index)}
            onClick={() => onPick(goal)}
          >
            {goal.user === undefined ? (
              <span className="hash">#</span>
            ) : (
              <Avatar user={goal.user} size={22} />
            )}
            <span className="goal-name">{goal.name.replace(/^#/, '')}</span>
            <small>{goal.note}</small>
          </div>
        ))}
        {found.length === 0 && <div className="menu-note">Nothing of that name.</div>}
      </div>
    </Dialog>
  );
}
