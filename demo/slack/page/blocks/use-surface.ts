/** The state behind the elements of one message or view. */
import { useRef, useState } from 'react';
import { write } from '../state/client.js';
import { usePage } from '../state/context.js';
import { asString } from '../text/read-json.js';
import type { Entered, Surface, Target, Values } from './entered.js';

function withValue(values: Values, blockId: string, actionId: string, value: Entered): Values {
  return { ...values, [blockId]: { ...values[blockId], [actionId]: value } };
}

export function useSurface(
  target: Target,
  options: { initial?: Values | undefined; onValues?: (values: Values) => void } = {},
): Surface & { readonly current: () => Values } {
  const { me, notify, noteAct } = usePage();
  const [values, setValues] = useState<Values>(options.initial ?? {});
  // An action right after a change must carry that change, before React has drawn it.
  const latest = useRef(values);

  function enter(blockId: string, actionId: string, value: Entered): void {
    latest.current = withValue(latest.current, blockId, actionId, value);
    setValues(latest.current);
    options.onValues?.(latest.current);
  }

  return {
    target,
    values,
    current: () => latest.current,
    enter,
    async act(blockId, element, value) {
      noteAct();
      const isButton = element['type'] === 'button' || element['type'] === 'icon_button';
      const answer = await write('action', {
        user: me,
        ...target,
        blockId,
        actionId: asString(element['action_id']),
        value,
        values: latest.current,
        ...(isButton && typeof element['value'] === 'string' ? { buttonValue: element['value'] } : {}),
      });
      if (!answer.ok) notify({ text: String(answer.message), isError: true });
    },
  };
}
