/** Elements to fill in: choices to tick, text, dates and files. */
import { useEffect, useRef, useState } from 'react';
import { toBase64 } from '../files/base64.js';
import { type Json, write } from '../state/client.js';
import { usePage } from '../state/context.js';
import { asObject, asObjects, asString, textOf } from '../text/read-json.js';
import { TextObject } from '../text/rich.js';
import type { BareProps } from './entered.js';

export type Label = Readonly<Record<string, string | undefined>>;

/** Letters left at which the counter appears. */
const COUNTER_FROM = 40;
/** Pause in typing after which a dispatching field tells the app. */
const PAUSE_MS = 250;

/** Radio buttons and checkboxes. */
export function Choices(props: BareProps & { label: Label }) {
  const { element, value, isQuiet, onChange, blockId } = props;
  const isSingle = element['type'] === 'radio_buttons';
  const chosen = typeof value === 'string' ? [value] : (value ?? []);
  return (
    <div className="choices" role={isSingle ? 'radiogroup' : 'group'} {...props.label}>
      {asObjects(element['options']).map((option) => {
        const id = String(option['value']);
        const description = asObject(option['description']);
        return (
          <label key={id}>
            <input
              type={isSingle ? 'radio' : 'checkbox'}
              name={`${blockId}-${String(element['action_id'])}`}
              checked={chosen.includes(id)}
              onChange={(event) => {
                const others = chosen.filter((one) => one !== id);
                const many = event.target.checked ? [...others, id] : others;
                onChange(isSingle ? id : many, { isAction: !isQuiet });
              }}
            />
            <span>
              <TextObject value={asObject(option['text']) ?? {}} />
              {description !== undefined && (
                <small>
                  <TextObject value={description} />
                </small>
              )}
            </span>
          </label>
        );
      })}
    </div>
  );
}

const INPUT_TYPES: Record<string, string> = {
  email_text_input: 'email',
  url_text_input: 'url',
};

export function TextInput(props: BareProps & { text: string; label: Label }) {
  const { element, text, label, isQuiet, onChange } = props;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const triggers = asObject(element['dispatch_action_config'])?.['trigger_actions_on'];
  const onEach = Array.isArray(triggers) && triggers.includes('on_character_entered');
  const onEnter = !Array.isArray(triggers) || triggers.includes('on_enter_pressed');
  const max = typeof element['max_length'] === 'number' ? element['max_length'] : undefined;
  const isNumber = element['type'] === 'number_input';

  function change(next: string): void {
    onChange(next, { isAction: false });
    clearTimeout(timer.current);
    if (!isQuiet && onEach) timer.current = setTimeout(() => onChange(next, { isAction: true }), PAUSE_MS);
  }

  const shared = {
    ...label,
    className: 'input',
    value: text,
    placeholder: textOf(element['placeholder']),
    autoFocus: element['focus_on_load'] === true,
    'data-action-id': String(element['action_id']),
    ...(max === undefined ? {} : { maxLength: max }),
  };
  const left = max === undefined ? undefined : max - text.length;
  const counter = left !== undefined && left <= COUNTER_FROM && text !== '' && (
    <span className="counter" role="status">
      {left} left
    </span>
  );
  if (element['multiline'] === true || element['type'] === 'rich_text_input') {
    return (
      <>
        <textarea {...shared} rows={4} onChange={(event) => change(event.target.value)} />
        {counter}
      </>
    );
  }
  return (
    <>
      <input
        {...shared}
        type={INPUT_TYPES[String(element['type'])] ?? 'text'}
        {...(isNumber ? { inputMode: element['is_decimal_allowed'] === true ? 'decimal' : 'numeric' } : {})}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || isQuiet || !onEnter) return;
          event.preventDefault();
          onChange(text, { isAction: true });
        }}
      />
      {counter}
    </>
  );
}

/** `datetimepicker` speaks seconds since the epoch, the browser a local time. */
function toLocalTime(seconds: string): string {
  if (seconds === '') return '';
  const date = new Date(Number(seconds) * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function DateInput(props: BareProps & { text: string; label: Label }) {
  const { element, text, label, isQuiet, onChange } = props;
  const kinds: Record<string, string> = { datepicker: 'date', timepicker: 'time' };
  const kind = kinds[String(element['type'])] ?? 'datetime-local';
  const isBoth = kind === 'datetime-local';
  return (
    <input
      {...label}
      {...(label['aria-labelledby'] === undefined
        ? { 'aria-label': textOf(element['placeholder']) || kind }
        : {})}
      type={kind}
      className="input narrow"
      data-action-id={String(element['action_id'])}
      value={isBoth ? toLocalTime(text) : text}
      onChange={(event) => {
        const next = event.target.value;
        const seconds = String(Math.floor(new Date(next).getTime() / 1000));
        onChange(next === '' ? null : isBoth ? seconds : next, { isAction: !isQuiet });
      }}
    />
  );
}

/** Uploads at once and enters the files' ids. */
export function FileInput(props: BareProps & { label: Label }) {
  const { element, value, label, onChange } = props;
  const { me, notify } = usePage();
  const [names, setNames] = useState<readonly string[]>([]);

  async function upload(files: readonly File[]): Promise<void> {
    const stored = await Promise.all(
      files.map(async (file) => write('upload', { user: me, name: file.name, data: await toBase64(file) })),
    );
    const failed = stored.find((answer) => !answer.ok);
    if (failed !== undefined) notify({ text: String(failed.message), isError: true });
    const ids = stored
      .map((answer) => asString((answer['file'] as Json | undefined)?.['id']))
      .filter(Boolean);
    setNames(files.map((file) => file.name));
    onChange(ids, { isAction: false });
  }

  const types = Array.isArray(element['filetypes']) ? element['filetypes'].map((one) => `.${one}`) : [];
  return (
    <>
      <input
        {...label}
        type="file"
        className="input"
        multiple={Number(element['max_files'] ?? 10) > 1}
        accept={types.join(',')}
        onChange={(event) => void upload([...(event.target.files ?? [])])}
      />
      {value !== null && names.length > 0 && <span className="counter">{names.join(', ')} uploaded</span>}
    </>
  );
}
