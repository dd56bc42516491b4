/** A menu to search in: for choices the app supplies while one types, and for menus that take several answers. */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../icons.js';
import { Popover } from '../menus/popover.js';
import type { Choice } from './entered.js';

/** A pause in typing after which the app is asked. */
const PAUSE_MS = 120;

interface ComboboxProps {
  readonly label: Readonly<Record<string, string | undefined>>;
  readonly placeholder: string;
  readonly chosen: readonly Choice[];
  readonly isMultiple: boolean;
  readonly maxChosen?: number | undefined;
  readonly minQuery?: number;
  readonly isBusy: boolean;
  readonly actionId: string;
  readonly autoFocus?: boolean;
  readonly search: (query: string) => Promise<readonly Choice[]>;
  readonly onChange: (chosen: readonly Choice[]) => void;
}

export function Combobox(props: ComboboxProps) {
  const { chosen, isMultiple, maxChosen = Number.POSITIVE_INFINITY, minQuery = 0 } = props;
  const [query, setQuery] = useState<string>();
  const [found, setFound] = useState<readonly Choice[]>();
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const search = useRef(props.search);
  const id = useId();
  const isOpen = query !== undefined;
  const isFull = isMultiple && chosen.length >= maxChosen;
  const isTooShort = (query ?? '').length < minQuery;
  const taken = new Set(isMultiple ? chosen.map((choice) => choice.value) : []);
  const offered = (found ?? []).filter((choice) => !taken.has(choice.value));

  useEffect(() => {
    search.current = props.search;
  });

  useEffect(() => {
    if (query === undefined || isTooShort) {
      setFound(undefined);
      return undefined;
    }
    let isCurrent = true;
    const timer = setTimeout(
      () =>
        void search.current(query).then((choices) => {
          if (!isCurrent) return;
          setFound(choices);
          setActive(0);
        }),
      query === '' ? 0 : PAUSE_MS,
    );
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [query, isTooShort]);

  function pick(choice: Choice): void {
    if (isMultiple) {
      if (!isFull) props.onChange([...chosen, choice]);
      setQuery('');
    } else {
      props.onChange([choice]);
      setQuery(undefined);
    }
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const choice = offered[active];
    const isMove = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (isMove) {
      event.preventDefault();
      if (!isOpen) setQuery('');
      else if (offered.length > 0) {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setActive((active + step + offered.length) % offered.length);
      }
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (isOpen && choice !== undefined) pick(choice);
    } else if (event.key === 'Tab') setQuery(undefined);
    else if (event.key === 'Backspace' && isMultiple && (query ?? '') === '' && chosen.length > 0) {
      props.onChange(chosen.slice(0, -1));
    }
  }

  return (
    <div ref={box} className={isOpen ? 'input combobox open' : 'input combobox'}>
      {isMultiple &&
        chosen.map((choice) => (
          <span key={choice.value} className="chip">
            {choice.label}
            <button
              type="button"
              aria-label={`Remove ${choice.label}`}
              onClick={() => props.onChange(chosen.filter((one) => one !== choice))}
            >
              <Icon name="close" size={11} />
            </button>
          </span>
        ))}
      <input
        ref={field}
        {...props.label}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={isOpen && offered.length > 0 ? `${id}-${active}` : undefined}
        data-action-id={props.actionId}
        autoComplete="off"
        autoFocus={props.autoFocus}
        disabled={props.isBusy}
        placeholder={isMultiple && chosen.length > 0 ? '' : props.placeholder}
        value={query ?? (isMultiple ? '' : (chosen[0]?.label ?? ''))}
        onClick={() => isOpen || setQuery('')}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setQuery(undefined)}
      />
      {isOpen && (
        <Popover
          anchor={box}
          role="listbox"
          label="Choices"
          id={`${id}-list`}
          className="menu choices-menu"
          isWide
          onClose={() => setQuery(undefined)}
        >
          {offered.map((choice, index) => (
            <div key={choice.value} role="presentation">
              {choice.group !== undefined && choice.group !== offered[index - 1]?.group && (
                <div className="menu-heading">{choice.group}</div>
              )}
              <div
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                className={index === active ? 'option active' : 'option'}
                ref={
                  index === active ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined
                }
                onPointerMove={() => setActive(index)}
                // The field keeps the focus; losing it would close the list before the click lands.
                onPointerDown={(event) => event.preventDefault()}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => pick(choice)}
              >
                {choice.label}
                {choice.description !== undefined && choice.description !== '' && (
                  <small>{choice.description}</small>
                )}
              </div>
            </div>
          ))}
          {offered.length === 0 && (
            <div className="menu-note">{emptyNote({ found, isTooShort, minQuery, isFull })}</div>
          )}
        </Popover>
      )}
    </div>
  );
}

function emptyNote(state: {
  found: readonly Choice[] | undefined;
  isTooShort: boolean;
  minQuery: number;
  isFull: boolean;
}): string {
  if (state.isFull) return 'That is as many as can be chosen.';
  if (state.isTooShort) return `Type ${state.minQuery} or more letters to search.`;
  return state.found === undefined ? 'Looking…' : 'Nothing of that name.';
}
