/** Elements to press: buttons, feedback, and the menu behind three dots. */
import { useEffect, useRef, useState } from 'react';
import type { Json } from '../state/client.js';
import { choicesOf } from './entered.js';
import { Icon } from '../icons.js';
import { textOf } from '../text/read-json.js';
import { PlainText } from '../text/rich.js';

export function Button({
  element,
  isBusy,
  onPress,
}: {
  element: Json;
  isBusy: boolean;
  onPress: () => void;
}) {
  const style = typeof element['style'] === 'string' ? ` ${element['style']}` : '';
  const accessible = element['accessibility_label'];
  const shared = {
    className: `button${style}`,
    ...(typeof accessible === 'string' ? { 'aria-label': accessible } : {}),
    'data-action-id': String(element['action_id']),
  };
  if (typeof element['url'] === 'string') {
    return (
      <a {...shared} href={element['url']} target="_blank" rel="noopener noreferrer" onClick={onPress}>
        <PlainText text={textOf(element['text'])} />
      </a>
    );
  }
  return (
    <button type="button" {...shared} disabled={isBusy} aria-busy={isBusy} onClick={onPress}>
      <PlainText text={textOf(element['text'])} />
    </button>
  );
}

export function Feedback({ element, onPress }: { element: Json; onPress: (value: string) => void }) {
  return (['positive_button', 'negative_button'] as const).map((name) => {
    const button = element[name] as Json;
    return (
      <button
        key={name}
        type="button"
        className="button quiet"
        onClick={() => onPress(String(button['value']))}
        title={textOf(button['text'])}
      >
        <PlainText text={name === 'positive_button' ? '👍 ' : '👎 '} />
        {textOf(button['text'])}
      </button>
    );
  });
}

/** The ⋯ menu. */
export function Overflow({
  element,
  isBusy,
  onPick,
}: {
  element: Json;
  isBusy: boolean;
  onPick: (value: string) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const close = (event: Event): void => {
      if (
        event instanceof KeyboardEvent
          ? event.key === 'Escape'
          : !root.current?.contains(event.target as Node)
      ) {
        setOpen(false);
      }
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, [isOpen]);
  return (
    <span className="overflow" ref={root}>
      <button
        type="button"
        className="button"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        disabled={isBusy}
        data-action-id={String(element['action_id'])}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="more" />
      </button>
      {isOpen && (
        <span className="menu" role="menu">
          {choicesOf(element['options']).map((choice, index) => (
            <button
              key={choice.value}
              type="button"
              role="menuitem"
              autoFocus={index === 0}
              onClick={() => {
                setOpen(false);
                onPick(choice.value);
              }}
            >
              {choice.label}
              {choice.description !== '' && <small>{choice.description}</small>}
            </button>
          ))}
        </span>
      )}
    </span>
  );
}
