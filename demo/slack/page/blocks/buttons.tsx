/** Elements to press: buttons, feedback, and the menu behind three dots. */
import { useState } from 'react';
import { Icon } from '../icons.js';
import { MenuButton } from '../menus/menu.js';
import type { Json } from '../state/client.js';
import { usePage } from '../state/context.js';
import { asObjects, asString, textOf } from '../text/read-json.js';
import { PlainText } from '../text/rich.js';
import { choicesOf } from './entered.js';

interface PressProps {
  readonly element: Json;
  readonly isBusy: boolean;
  readonly onPress: () => void;
}

export function Button({ element, isBusy, onPress }: PressProps) {
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
    // A disabled button would lose the focus.
    <button
      type="button"
      {...shared}
      aria-disabled={isBusy}
      aria-busy={isBusy}
      onClick={() => {
        if (!isBusy) onPress();
      }}
    >
      <PlainText text={textOf(element['text'])} />
    </button>
  );
}

/** A sign with its name as a hint; some are meant for certain people only. */
export function IconButton({ element, isBusy, onPress }: PressProps) {
  const { me } = usePage();
  const audience = element['visible_to_user_ids'];
  if (Array.isArray(audience) && !audience.includes(me)) return null;
  const label = asString(element['accessibility_label']) || textOf(element['text']);
  return (
    <button
      type="button"
      className="button quiet"
      aria-label={label}
      title={textOf(element['text'])}
      disabled={isBusy}
      data-action-id={String(element['action_id'])}
      onClick={onPress}
    >
      {element['icon'] === 'trash' ? (
        <Icon name="trash" />
      ) : (
        <>
          <Icon name="ring" size={12} /> {textOf(element['text'])}
        </>
      )}
    </button>
  );
}

/** Thumbs up and down; the chosen one stays marked. */
export function Feedback(props: { element: Json; isBusy: boolean; onPress: (value: string) => void }) {
  const [chosen, setChosen] = useState<string>();
  return (
    <span className="feedback" role="group" aria-label="Feedback">
      {(['positive_button', 'negative_button'] as const).map((name) => {
        const button = props.element[name] as Json;
        const label = asString(button['accessibility_label']) || textOf(button['text']);
        return (
          <button
            key={name}
            type="button"
            className={chosen === name ? 'button quiet pressed' : 'button quiet'}
            aria-pressed={chosen === name}
            aria-label={label}
            disabled={props.isBusy}
            data-action-id={String(props.element['action_id'])}
            onClick={() => {
              setChosen(name);
              props.onPress(String(button['value']));
            }}
          >
            <Icon name="up" isTurned={name === 'negative_button'} />
            {textOf(button['text'])}
          </button>
        );
      })}
    </span>
  );
}

/** The ⋯ menu. */
export function Overflow(props: { element: Json; isBusy: boolean; onPick: (value: string) => void }) {
  const { element, isBusy, onPick } = props;
  const urls = new Map(
    asObjects(element['options']).map((option) => [String(option['value']), asString(option['url'])]),
  );
  return (
    <MenuButton
      label="More actions"
      className="button"
      isBusy={isBusy}
      actionId={String(element['action_id'])}
      items={choicesOf(element['options']).map((choice) => ({
        id: choice.value,
        label: <PlainText text={choice.label} />,
        note: choice.description ?? '',
        onPick() {
          const url = urls.get(choice.value) ?? '';
          if (url !== '') open(url, '_blank', 'noopener');
          onPick(choice.value);
        },
      }))}
    >
      <Icon name="more" />
    </MenuButton>
  );
}
