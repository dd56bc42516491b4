/** Select menus: short lists as the browser's own control, searchable and multiple ones as a combobox. */
import { type ReactNode, useRef } from 'react';
import type { Answer, Json, Room } from '../state/client.js';
import { write } from '../state/client.js';
import { type PageContext, usePage } from '../state/context.js';
import { asObject, asObjects, textOf } from '../text/read-json.js';
import { Combobox } from './combobox.js';
import { allChoicesOf, type BareProps, type Choice } from './entered.js';

/** What Slack assumes when an app names no minimum. */
const MIN_QUERY = 3;

function roomKinds(element: Json): readonly string[] {
  const include = asObject(element['filter'])?.['include'];
  return Array.isArray(include) ? include.map(String) : ['public', 'private', 'im'];
}

/** The choices that need no answer from the app. */
function localChoices(element: Json, { info, rooms }: PageContext): Choice[] {
  const type = String(element['type']).replace('multi_', '');
  const name = (room: Room): string => (room.kind === 'im' ? room.name : `#${room.name}`);
  if (type === 'users_select') {
    return info.users
      .filter((user) => !user.is_bot)
      .map((user) => ({ value: user.id, label: user.real_name, description: user.title }));
  }
  if (type === 'channels_select') {
    return rooms
      .filter((room) => room.kind === 'public')
      .map((room) => ({ value: room.id, label: name(room) }));
  }
  if (type === 'conversations_select') {
    const kinds = roomKinds(element);
    return rooms
      .filter((room) => kinds.includes(room.kind))
      .map((room) => ({ value: room.id, label: name(room) }));
  }
  return allChoicesOf(element);
}

export function SelectMenu(props: BareProps & { label: Readonly<Record<string, string | undefined>> }) {
  const { element, value, isQuiet, isBusy, onChange, label } = props;
  const page = usePage();
  const type = String(element['type']);
  const isMultiple = type.startsWith('multi_');
  const isExternal = type.endsWith('external_select');
  const placeholder = textOf(element['placeholder']) || 'Choose…';
  const named = label['aria-labelledby'] === undefined ? { ...label, 'aria-label': placeholder } : label;
  const known = useRef(new Map<string, Choice>());
  const values: readonly string[] = value === null ? [] : typeof value === 'string' ? [value] : value;

  if (!isMultiple && !isExternal) {
    return <NativeSelect {...props} choices={localChoices(element, page)} label={named} />;
  }

  for (const choice of localChoices(element, page)) known.current.set(choice.value, choice);
  for (const option of [...asObjects(element['initial_options']), asObject(element['initial_option'])]) {
    if (option === undefined) continue;
    const id = String(option['value']);
    if (!known.current.has(id)) known.current.set(id, { value: id, label: textOf(option['text']) });
  }

  async function search(query: string): Promise<readonly Choice[]> {
    if (!isExternal) {
      const wanted = query.toLowerCase();
      return localChoices(element, page).filter((choice) => choice.label.toLowerCase().includes(wanted));
    }
    const answer: Answer = await write('options', {
      user: page.me,
      ...props.surface.target,
      actionId: String(element['action_id']),
      blockId: props.blockId,
      query,
    });
    if (!answer.ok) page.notify({ text: String(answer.message), isError: true });
    return allChoicesOf(answer);
  }

  return (
    <Combobox
      label={named}
      placeholder={placeholder}
      isMultiple={isMultiple}
      maxChosen={
        typeof element['max_selected_items'] === 'number' ? element['max_selected_items'] : undefined
      }
      minQuery={isExternal ? Number(element['min_query_length'] ?? MIN_QUERY) : 0}
      isBusy={isBusy}
      actionId={String(element['action_id'])}
      autoFocus={element['focus_on_load'] === true}
      chosen={values.map((one) => known.current.get(one) ?? { value: one, label: one })}
      search={search}
      onChange={(chosen) => {
        for (const choice of chosen) known.current.set(choice.value, choice);
        const ids = chosen.map((choice) => choice.value);
        onChange(isMultiple ? ids : (ids[0] ?? null), { isAction: !isQuiet });
      }}
    />
  );
}

function NativeSelect(
  props: BareProps & { choices: readonly Choice[]; label: Readonly<Record<string, string | undefined>> },
) {
  const { element, value, isQuiet, isBusy, onChange, choices } = props;
  const groups = [...new Set(choices.map((choice) => choice.group))];
  const draw = (group: string | undefined): ReactNode =>
    choices
      .filter((choice) => choice.group === group)
      .map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ));
  return (
    <select
      {...props.label}
      className="select"
      value={typeof value === 'string' ? value : ''}
      disabled={isBusy}
      autoFocus={element['focus_on_load'] === true}
      data-action-id={String(element['action_id'])}
      onChange={(event) => onChange(event.target.value, { isAction: !isQuiet })}
    >
      <option value="" disabled>
        {textOf(element['placeholder']) || 'Choose…'}
      </option>
      {groups.map((group) =>
        group === undefined ? (
          draw(group)
        ) : (
          <optgroup key={group} label={group}>
            {draw(group)}
          </optgroup>
        ),
      )}
    </select>
  );
}
