/** Elements to fill in: menus, choices and text. */
import type { ReactNode } from 'react';
import type { Json } from '../state/client.js';
import { type BareProps, type Choice, choicesOf } from './entered.js';
import { asObjects, textOf } from '../text/read-json.js';

export function Select(props: {
  element: Json;
  value: string;
  isBusy: boolean;
  choices: Choice[] | undefined;
  label: Record<string, string>;
  onPick: (value: string) => void;
}) {
  const { element, value, isBusy, choices, label, onPick } = props;
  const groups = asObjects(element['option_groups']);
  const placeholder = textOf(element['placeholder']) || 'Choose…';
  const draw = (list: readonly Choice[]): ReactNode =>
    list.map((choice) => (
      <option key={choice.value} value={choice.value}>
        {choice.label}
      </option>
    ));
  return (
    <select
      {...label}
      {...(label['aria-labelledby'] === undefined ? { 'aria-label': placeholder } : {})}
      className="select"
      value={value}
      disabled={isBusy}
      data-action-id={String(element['action_id'])}
      onChange={(event) => onPick(event.target.value)}
    >
      <option value="" disabled>
        {placeholder}
      </option>
      {draw(choices ?? choicesOf(element['options']))}
      {groups.map((group) => (
        <optgroup key={textOf(group['label'])} label={textOf(group['label'])}>
          {draw(choicesOf(group['options']))}
        </optgroup>
      ))}
    </select>
  );
}

/** Radio buttons, checkboxes and menus that take several answers. */
export function Choices(props: BareProps & { choices?: Choice[] | undefined }) {
  const { element, value, isQuiet, onChange, blockId } = props;
  const isSingle = element['type'] === 'radio_buttons';
  const chosen = typeof value === 'string' ? [value] : (value ?? []);
  const grouped = asObjects(element['option_groups']).flatMap((group) => choicesOf(group['options']));
  const choices = props.choices ?? [...choicesOf(element['options']), ...grouped];
  return (
    <div className="choices" role={isSingle ? 'radiogroup' : 'group'} aria-labelledby={props.labelledBy}>
      {choices.map((choice) => (
        <label key={choice.value}>
          <input
            type={isSingle ? 'radio' : 'checkbox'}
            name={`${blockId}-${String(element['action_id'])}`}
            checked={chosen.includes(choice.value)}
            onChange={(event) => {
              const others = chosen.filter((one) => one !== choice.value);
              const many = event.target.checked ? [...others, choice.value] : others;
              onChange(isSingle ? choice.value : many, { isAction: !isQuiet });
            }}
          />
          <span>
            {choice.label}
            {choice.description !== undefined && choice.description !== '' && (
              <small>{choice.description}</small>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}

const INPUT_TYPES: Record<string, string> = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'number',
};

export function TextInput(props: BareProps & { text: string; label: Record<string, string> }) {
  const { element, text, label, isQuiet, onChange } = props;
  const shared = {
    ...label,
    className: 'input',
    value: text,
    placeholder: textOf(element['placeholder']),
    autoFocus: element['focus_on_load'] === true,
    ...(typeof element['max_length'] === 'number' ? { maxLength: element['max_length'] } : {}),
  };
  if (element['multiline'] === true || element['type'] === 'rich_text_input') {
    return (
      <textarea
        {...shared}
        rows={4}
        onChange={(event) => onChange(event.target.value, { isAction: false })}
      />
    );
  }
  return (
    <input
      {...shared}
      type={INPUT_TYPES[String(element['type'])] ?? 'text'}
      onChange={(event) => onChange(event.target.value, { isAction: false })}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !isQuiet) onChange(text, { isAction: true });
      }}
    />
  );
}
