/** Interactive elements as native controls where one fits: keyboard and screen readers come for free. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ConfirmDialog } from '../dialogs/dialog.js';
import type { Json } from '../state/client.js';
import { Button, Feedback, IconButton, Overflow } from './buttons.js';
import { type BareProps, type ControlProps, type Entered, initialOf } from './entered.js';
import { Choices, DateInput, FileInput, TextInput } from './fields.js';
import { SelectMenu } from './menus.js';

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
  const { element, value, isBusy, onChange, labelledBy, describedBy } = props;
  const type = String(element['type']);
  const text = typeof value === 'string' ? value : '';
  const label = { 'aria-labelledby': labelledBy, 'aria-describedby': describedBy };
  const press = (next: Entered): void => onChange(next, { isAction: true });

  if (type.endsWith('_select')) return <SelectMenu {...props} label={label} />;
  switch (type) {
    case 'button':
    case 'workflow_button':
      return <Button element={element} isBusy={isBusy} onPress={() => press(null)} />;
    case 'icon_button':
      return <IconButton element={element} isBusy={isBusy} onPress={() => press(null)} />;
    case 'feedback_buttons':
      return <Feedback element={element} isBusy={isBusy} onPress={press} />;
    case 'overflow':
      return <Overflow element={element} isBusy={isBusy} onPick={press} />;
    case 'radio_buttons':
    case 'checkboxes':
      return <Choices {...props} label={label} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <DateInput {...props} text={text} label={label} />;
    case 'file_input':
      return <FileInput {...props} label={label} />;
    default:
      return <TextInput {...props} text={text} label={label} />;
  }
}
