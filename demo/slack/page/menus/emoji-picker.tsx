/** Emoji to react with: the ones incident work uses first, the others by name. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { emoji, emojiNames } from '../text/emoji.js';
import { canDraw, Pictures } from '../text/pictures.js';
import { Icon } from '../icons.js';
import { Popover } from './popover.js';

const COLUMNS = 8;
const OFTEN = [
  'pushpin',
  'eyes',
  'white_check_mark',
  'fire',
  '+1',
  '-1',
  'rotating_light',
  'warning',
  'mag',
  'wrench',
  'rocket',
  'hourglass_flowing_sand',
  'memo',
  'bulb',
  'tada',
  'heart',
] as const;

function matching(query: string): string[] {
  const wanted = query.trim().toLowerCase().replaceAll(' ', '_');
  if (wanted === '') return OFTEN.filter((name) => canDraw(emoji(name)));
  return emojiNames().filter((name) => name.includes(wanted) && canDraw(emoji(name)));
}

export function EmojiButton(props: {
  label: string;
  className?: string;
  onPick: (name: string) => void;
  onToggle?: (isOpen: boolean) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const button = useRef<HTMLButtonElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const names = matching(query);

  // Only a sheet that is already shown can take the focus.
  useEffect(() => {
    if (isOpen) field.current?.focus();
  }, [isOpen]);

  function toggle(next: boolean): void {
    setOpen(next);
    setQuery('');
    props.onToggle?.(next);
  }

  function pick(name: string): void {
    button.current?.focus();
    toggle(false);
    props.onPick(name);
  }

  function move(event: KeyboardEvent): void {
    const cells = [...(grid.current?.querySelectorAll('button') ?? [])];
    const at = cells.indexOf(document.activeElement as HTMLButtonElement);
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: at === -1 ? 1 : COLUMNS,
      ArrowUp: -COLUMNS,
    };
    const step = steps[event.key];
    if (step === undefined || (at === -1 && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    const next = at + step;
    if (next >= 0) cells[Math.min(next, cells.length - 1)]?.focus();
    else field.current?.focus();
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className={props.className}
        aria-label={props.label}
        title={props.label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => toggle(!isOpen)}
      >
        <Icon name="smile" />
      </button>
      {isOpen && (
        <Popover
          anchor={button}
          role="dialog"
          label="Pick an emoji"
          className="emoji-picker"
          align="end"
          onClose={() => toggle(false)}
        >
          <div onKeyDown={move} role="none">
            <input
              className="input"
              type="search"
              placeholder="Search emoji"
              aria-label="Search emoji"
              ref={field}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              onKeyDown={(event) => {
                const [first] = names;
                if (event.key !== 'Enter' || first === undefined) return;
                event.preventDefault();
                pick(first);
              }}
            />
            <div ref={grid} className="emoji-grid" role="group" aria-label="Emoji">
              {names.map((name) => (
                <button
                  key={name}
                  type="button"
                  aria-label={name}
                  title={`:${name}:`}
                  onClick={() => pick(name)}
                >
                  <Pictures text={emoji(name)} />
                </button>
              ))}
            </div>
            {names.length === 0 && <p className="hint">No emoji of that name here.</p>}
          </div>
        </Popover>
      )}
    </>
  );
}
