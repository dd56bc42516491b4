/** Interactive elements as native controls: keyboard and screen readers come for free. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Json } from './client.js';
import { ConfirmDialog } from './dialogs.js';
import { usePage } from './context.js';

export type Entered = string | readonly string[] | null;

/** Where elements stand: how to act, and what has been entered there so far. */
export interface Surface {
  readonly values: Readonly<Record<string, Readonly<Record<string, Entered>>>>;
  readonly errors?: Readonly<Record<string, string>> | undefined;
  enter(blockId: string, actionId: string, value: Entered): void;
  act(blockId: string, element: Json, value: Entered): Promise<void>;
}

interface ControlProps {
  readonly blockId: string;
  readonly element: Json;
  readonly surface: Surface;
  readonly labelledBy?: string;
  /** An input that reports only when its modal is submitted. */
  readonly isQuiet?: boolean;
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'text' in value ? String(value.text) : '';
}

function choicesOf(options: unknown): Choice[] {
  return ((options ?? []) as readonly Json[]).map((option) => ({
    value: String(option['value']),
    label: textOf(option['text']),
    description: textOf(option['description']),
  }));
}

function initialOf(element: Json): Entered {
  const valueOf = (option: unknown): string => String((option as Json)['value']);
  if (element['initial_option'] !== undefined) return valueOf(element['initial_option']);
  if (Array.isArray(element['initial_options'])) return element['initial_options'].map(valueOf);
  for (const [name, value] of Object.entries(element)) {
    if (!name.startsWith('initial_')) continue;
    if (Array.isArray(value)) return value.map(String);
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return null;
}

/** One interactive element with its confirm dialog. */
export function ElementControl(props: ControlProps) {
  const { blockId, element, surface, isQuiet = false } = props;
  const actionId = String(element['action_id']);
  const entered = surface.values[blockId]?.[actionId];
  const value = entered === undefined ? initialOf(element) : entered;
  const [asking, setAsking] = useState<{ value: Entered }>();
  const [isBusy, setBusy] = useState(false);
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);

  async function act(next: Entered): Promise<void> {
    setAsking(undefined);
    setBusy(true);
    await surface.act(blockId, element, next);
    if (isMounted.current) setBusy(false);
  }

  function change(next: Entered, options: { isAction: boolean }): void {
    if (!options.isAction) {
      surface.enter(blockId, actionId, next);
      return;
    }
    if (element['confirm'] !== undefined) {
      setAsking({ value: next });
      return;
    }
    surface.enter(blockId, actionId, next);
    void act(next);
  }

  return (
    <>
      <Control {...props} value={value} isBusy={isBusy} isQuiet={isQuiet} onChange={change} />
      {asking !== undefined && (
        <ConfirmDialog
          confirm={element['confirm'] as Json}
          onDeny={() => setAsking(undefined)}
          onConfirm={() => {
            surface.enter(blockId, actionId, asking.value);
            void act(asking.value);
          }}
        />
      )}
    </>
  );
}

interface BareProps extends ControlProps {
  readonly value: Entered;
  readonly isBusy: boolean;
  readonly isQuiet: boolean;
  readonly onChange: (value: Entered, options: { isAction: boolean }) => void;
}

function Control(props: BareProps): ReactNode {
  const { element, value, isBusy, isQuiet, onChange, labelledBy } = props;
  const { info, channelName } = usePage();
  const type = String(element['type']);
  const isAction = !isQuiet;
  const one = typeof value === 'string' ? value : '';
  const label = labelledBy === undefined ? {} : { 'aria-labelledby': labelledBy };
  const people = info.users
    .filter((user) => !user.is_bot)
    .map(({ id, real_name }) => ({ value: id, label: real_name }));

  switch (type) {
    case 'button':
    case 'workflow_button':
      return <Button element={element} isBusy={isBusy} onPress={() => onChange(null, { isAction: true })} />;
    case 'icon_button':
      return (
        <button
          type="button"
          className="button"
          disabled={isBusy}
          onClick={() => onChange(null, { isAction: true })}
        >
          {textOf(element['text'])}
        </button>
      );
    case 'feedback_buttons':
      return <Feedback element={element} onPress={(next) => onChange(next, { isAction: true })} />;
    case 'overflow':
      return (
        <Overflow element={element} isBusy={isBusy} onPick={(next) => onChange(next, { isAction: true })} />
      );
    case 'radio_buttons':
    case 'checkboxes':
      return <Choices {...props} />;
    case 'static_select':
    case 'external_select':
    case 'users_select':
    case 'channels_select':
    case 'conversations_select':
      return (
        <Select
          element={element}
          value={one}
          isBusy={isBusy}
          choices={
            type === 'users_select'
              ? people
              : type.includes('static') || type.includes('external')
                ? undefined
                : channels(props, channelName)
          }
          label={label}
          onPick={(next) => onChange(next, { isAction })}
        />
      );
    case 'multi_static_select':
    case 'multi_users_select':
    case 'multi_channels_select':
    case 'multi_conversations_select':
    case 'multi_external_select':
      return <Choices {...props} choices={type === 'multi_users_select' ? people : undefined} />;
    case 'datepicker':
    case 'timepicker':
      return (
        <input
          {...label}
          type={type === 'datepicker' ? 'date' : 'time'}
          className="input narrow"
          value={one}
          onChange={(event) => onChange(event.target.value, { isAction })}
        />
      );
    default:
      return <TextInput {...props} text={one} label={label} />;
  }
}

function channels(props: BareProps, channelName: (id: string) => string): Choice[] {
  const known = ['C0INCIDENTS', 'C0CHECKOUT', 'C0GENERAL'];
  const value = typeof props.value === 'string' && props.value !== '' ? [props.value] : [];
  return [...new Set([...known, ...value])].map((id) => ({ value: id, label: `#${channelName(id)}` }));
}

function Button({ element, isBusy, onPress }: { element: Json; isBusy: boolean; onPress: () => void }) {
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
        {textOf(element['text'])}
      </a>
    );
  }
  return (
    <button type="button" {...shared} disabled={isBusy} aria-busy={isBusy} onClick={onPress}>
      {textOf(element['text'])}
    </button>
  );
}

function Feedback({ element, onPress }: { element: Json; onPress: (value: string) => void }) {
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
        {name === 'positive_button' ? '👍' : '👎'} {textOf(button['text'])}
      </button>
    );
  });
}

/** The ⋯ menu. */
function Overflow({
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
        ⋯
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

function Select(props: {
  element: Json;
  value: string;
  isBusy: boolean;
  choices: Choice[] | undefined;
  label: Record<string, string>;
  onPick: (value: string) => void;
}) {
  const { element, value, isBusy, choices, label, onPick } = props;
  const groups = (element['option_groups'] ?? []) as readonly Json[];
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
function Choices(props: BareProps & { choices?: Choice[] | undefined }) {
  const { element, value, isQuiet, onChange, blockId } = props;
  const isSingle = element['type'] === 'radio_buttons';
  const chosen = typeof value === 'string' ? [value] : (value ?? []);
  const grouped = ((element['option_groups'] ?? []) as readonly Json[]).flatMap((group) =>
    choicesOf(group['options']),
  );
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

function TextInput(props: BareProps & { text: string; label: Record<string, string> }) {
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
