/** Interactive elements as native controls: keyboard and screen readers come for free. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button, Feedback, Overflow } from './buttons.js';
import type { Json } from '../state/client.js';
import { usePage } from '../state/context.js';
import { ConfirmDialog } from './dialog.js';
import { type BareProps, type Choice, type ControlProps, type Entered, initialOf } from './entered.js';
import { Choices, Select, TextInput } from './fields.js';
import { textOf } from '../text/read-json.js';

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

function Control(props: BareProps): ReactNode {
  const { element, value, isBusy, isQuiet, onChange, labelledBy } = props;
  const { info, rooms } = usePage();
  const type = String(element['type']);
  const isAction = !isQuiet;
  const one = typeof value === 'string' ? value : '';
  const label = labelledBy === undefined ? {} : { 'aria-labelledby': labelledBy };
  const people = info.users
    .filter((user) => !user.is_bot)
    .map(({ id, real_name }) => ({ value: id, label: real_name }));

  const channels: Choice[] = rooms
    .filter((room) => room.kind !== 'im')
    .map(({ id, name }) => ({ value: id, label: `#${name}` }));

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
                : channels
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
      return (
        <Choices
          {...props}
          choices={
            type === 'multi_users_select'
              ? people
              : type.includes('static') || type.includes('external')
                ? undefined
                : channels
          }
        />
      );
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
