/**
 * A small sheet beside the element that opened it, in the browser's top layer so that no scrolling box cuts it off.
 * Escape, a click elsewhere and resizing close it, and focus goes back to where it came from.
 */
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** Distance from the anchor and from the edges of the window, in pixels. */
const GAP = 6;

export interface PopoverProps {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly role: 'menu' | 'dialog' | 'listbox';
  readonly label: string;
  readonly className?: string;
  readonly id?: string;
  /** As wide as the anchor. */
  readonly isWide?: boolean;
  /** Prefers the room above the anchor. */
  readonly isAbove?: boolean;
  /** Which edge of the anchor it lines up with. */
  readonly align?: 'start' | 'end';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function place(sheet: HTMLElement, anchor: DOMRect, props: PopoverProps): void {
  if (props.isWide === true) sheet.style.width = `${anchor.width}px`;
  const { width, height } = sheet.getBoundingClientRect();
  const below = innerHeight - anchor.bottom - GAP;
  const above = anchor.top - GAP;
  const isAbove = props.isAbove === true ? above >= height || above > below : below < height && above > below;
  const top = isAbove ? anchor.top - height - GAP : anchor.bottom + GAP;
  const left = props.align === 'end' ? anchor.right - width : anchor.left;
  sheet.style.top = `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`;
  sheet.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
}

export function Popover(props: PopoverProps) {
  const { anchor, role, label, className, id, onClose, children } = props;
  const sheet = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });

  useLayoutEffect(() => {
    const element = sheet.current;
    if (element === null || anchor.current === null) return;
    if (!element.matches(':popover-open')) element.showPopover();
    place(element, anchor.current.getBoundingClientRect(), props);
  });

  useLayoutEffect(() => {
    const element = sheet.current;
    const opener = anchor.current;
    // Before the sheet goes: what opened it may be in sight only as long as something in it has the focus.
    const giveFocusBack = (): void => {
      const focused = document.activeElement;
      if (focused === document.body || element?.contains(focused) === true) opener?.focus();
    };
    const leave = (event: Event): void => {
      const target = event.target as Node;
      if (element?.contains(target) !== true && opener?.contains(target) !== true) close.current();
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      // Only the innermost thing closes: not the window or the thread behind it.
      event.preventDefault();
      event.stopPropagation();
      giveFocusBack();
      close.current();
    };
    const resize = (): void => close.current();
    document.addEventListener('pointerdown', leave, true);
    document.addEventListener('keydown', escape, true);
    addEventListener('resize', resize);
    return () => {
      document.removeEventListener('pointerdown', leave, true);
      document.removeEventListener('keydown', escape, true);
      removeEventListener('resize', resize);
      giveFocusBack();
    };
  }, [anchor]);

  return (
    <div
      ref={sheet}
      popover="manual"
      role={role}
      aria-label={label}
      id={id}
      className={className === undefined ? 'popover' : `popover ${className}`}
    >
      {children}
    </div>
  );
}
