/** A button with a menu behind it. Arrow keys move, letters jump, Escape and Tab close. */
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Popover } from './popover.js';

export interface MenuItem {
  readonly id: string;
  readonly label: ReactNode;
  readonly note?: string;
  readonly icon?: ReactNode;
  readonly isDanger?: boolean;
  readonly hasLineAbove?: boolean;
  readonly onPick: () => void;
}

export interface MenuButtonProps {
  readonly label: string;
  readonly className: string;
  readonly items: readonly MenuItem[];
  readonly isBusy?: boolean;
  readonly isAbove?: boolean;
  readonly align?: 'start' | 'end';
  readonly heading?: string;
  readonly actionId?: string;
  readonly onToggle?: (isOpen: boolean) => void;
  readonly children: ReactNode;
}

export function MenuButton(props: MenuButtonProps) {
  const { label, className, items, isBusy = false, isAbove = false, align = 'start', heading } = props;
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  function toggle(next: boolean): void {
    setOpen(next);
    props.onToggle?.(next);
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        disabled={isBusy}
        data-action-id={props.actionId}
        onClick={() => toggle(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          toggle(true);
        }}
      >
        {props.children}
      </button>
      {isOpen && (
        <Popover
          anchor={button}
          role="menu"
          label={label}
          className="menu"
          isAbove={isAbove}
          align={align}
          onClose={() => toggle(false)}
        >
          {heading !== undefined && <div className="menu-heading">{heading}</div>}
          <MenuItems
            items={items}
            onPick={(item) => {
              button.current?.focus();
              toggle(false);
              item.onPick();
            }}
            onLeave={() => {
              button.current?.focus();
              toggle(false);
            }}
          />
        </Popover>
      )}
    </>
  );
}

function MenuItems(props: {
  items: readonly MenuItem[];
  onPick: (item: MenuItem) => void;
  onLeave: () => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector('button')?.focus(), []);

  function move(event: KeyboardEvent): void {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = nextIndex(event.key, at, buttons);
    if (event.key === 'Tab') props.onLeave();
    if (next === undefined) return;
    event.preventDefault();
    buttons[next]?.focus();
  }

  return (
    <div ref={list} onKeyDown={move} role="none">
      {props.items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={[item.isDanger === true && 'danger', item.hasLineAbove === true && 'line-above']
            .filter(Boolean)
            .join(' ')}
          onClick={() => props.onPick(item)}
          onPointerMove={(event) => event.currentTarget.focus()}
        >
          {item.icon !== undefined && <span className="menu-icon">{item.icon}</span>}
          <span>
            {item.label}
            {item.note !== undefined && item.note !== '' && <small>{item.note}</small>}
          </span>
        </button>
      ))}
    </div>
  );
}

function nextIndex(key: string, at: number, buttons: readonly HTMLElement[]): number | undefined {
  const count = buttons.length;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key.length !== 1 || key === ' ') return undefined;
  const found = buttons.findIndex(
    (button, index) => index > at && button.textContent.trim().toLowerCase().startsWith(key.toLowerCase()),
  );
  return found === -1 ? undefined : found;
}
