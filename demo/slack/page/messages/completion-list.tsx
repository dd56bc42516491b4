/** The suggestions above the composer. The keyboard is handled by the text field, which keeps the focus. */
import { useEffect, useRef } from 'react';
import { emoji } from '../text/emoji.js';
import { Pictures } from '../text/pictures.js';
import { Icon } from '../icons.js';
import type { Suggestion } from './completion.js';

export function CompletionList(props: {
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  note: string;
  onMove: (index: number) => void;
  onTake: (suggestion: Suggestion) => void;
}) {
  const { id, suggestions, active, note, onMove, onTake } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active, suggestions]);
  return (
    <div className="hints">
      <div ref={list} className="hints-list" role="listbox" id={id} aria-label="Suggestions">
        {suggestions.map((one, index) => (
          <div
            key={one.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className={index === active ? `hint-row ${one.kind} active` : `hint-row ${one.kind}`}
            onPointerMove={() => onMove(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(one)}
          >
            {one.kind === 'emoji' && <Pictures text={emoji(one.title.slice(1, -1))} />}
            {one.kind === 'shortcut' && <Icon name="bolt" size={14} />}
            <b>{one.title}</b>
            {one.detail !== '' && <span className="hint-detail">{one.detail}</span>}
            {one.note !== '' && <small>{one.note}</small>}
          </div>
        ))}
      </div>
      <div className="hints-foot">
        {note !== '' && <span className="warn">{note}</span>}
        <span className="keys">
          <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Tab</kbd> complete <kbd>Esc</kbd> close
        </span>
      </div>
    </div>
  );
}
