/** What a person chose or typed in an element, whatever its kind: of a click, and of a form's `state.values`. */
import { z } from 'zod';

const Option = z.object({ value: z.string() });
const Element = z.object({
  value: z.string().nullish(),
  selected_option: Option.nullish(),
  selected_options: z.array(Option).nullish(),
  selected_user: z.string().nullish(),
  selected_users: z.array(z.string()).nullish(),
  selected_conversation: z.string().nullish(),
  selected_conversations: z.array(z.string()).nullish(),
  selected_channel: z.string().nullish(),
  selected_channels: z.array(z.string()).nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  /** Seconds since the epoch. */
  selected_date_time: z.number().nullish(),
});

/** Text, an option's value, ids, a date; several of them for a menu of several; null when nothing is there. */
export function readElement(element: unknown): string | readonly string[] | null {
  const { success, data } = Element.safeParse(element);
  if (!success) return null;
  const many = data.selected_users ?? data.selected_conversations ?? data.selected_channels;
  if (data.selected_options) return data.selected_options.map(({ value }) => value);
  if (many) return many;
  return (
    data.value ??
    data.selected_option?.value ??
    data.selected_user ??
    data.selected_conversation ??
    data.selected_channel ??
    data.selected_date ??
    data.selected_time ??
    data.selected_date_time?.toString() ??
    null
  );
}

const State = z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** A form's `state` by block id. */
export function readState(state: unknown): Record<string, string | readonly string[] | null> {
  const { success, data } = State.safeParse(state);
  if (!success) return {};
  return Object.fromEntries(
    Object.entries(data.values).map(([block, elements]) => [block, readElement(Object.values(elements)[0])]),
  );
}
