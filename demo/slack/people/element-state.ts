/** What a person chose or typed in a Block Kit element, in the shapes of actions and of `state.values`. */
import type { Json } from '../workspace/model.js';

/** What the page or a test says a person entered: a text or option value, several of them, or nothing. */
export type Entered = string | readonly string[] | null;

/** Every option of a menu, grouped or not. */
function optionsOf(element: Json): Json[] {
  const groups = (element['option_groups'] ?? []) as readonly Json[];
  return [
    ...((element['options'] ?? []) as readonly Json[]),
    ...groups.flatMap((group) => (group['options'] ?? []) as readonly Json[]),
  ];
}

function optionFor(element: Json, value: string): Json | null {
  return optionsOf(element).find((option) => option['value'] === value) ?? null;
}

const SINGLE_FIELDS: Record<string, string> = {
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
};

const MULTIPLE_FIELDS: Record<string, string> = {
  multi_users_select: 'selected_users',
  multi_conversations_select: 'selected_conversations',
  multi_channels_select: 'selected_channels',
};

/** The element's part of an action or of the state. */
export function buildElementState(element: Json, entered: Entered): Json {
  const type = String(element['type']);
  const one = Array.isArray(entered)
    ? ((entered as readonly string[])[0] ?? null)
    : (entered as string | null);
  const many: readonly string[] = Array.isArray(entered)
    ? (entered as readonly string[])
    : one === null || one === ''
      ? []
      : [one];
  const single = SINGLE_FIELDS[type];
  if (single !== undefined) return { type, [single]: one === '' ? null : one };
  const multiple = MULTIPLE_FIELDS[type];
  if (multiple !== undefined) return { type, [multiple]: many };
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
    case 'overflow':
    case 'external_select':
      return { type, selected_option: one === null ? null : optionFor(element, one) };
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type, selected_options: many.flatMap((value) => optionFor(element, value) ?? []) };
    case 'datetimepicker':
      return { type, selected_date_time: one === null ? null : Number(one) };
    case 'file_input':
      return { type, files: many.map((id) => ({ id })) };
    case 'rich_text_input':
      return { type, rich_text_value: one === null ? null : plainRichText(one) };
    case 'button':
    case 'icon_button':
    case 'workflow_button':
      return {
        type,
        text: element['text'],
        ...(element['value'] === undefined ? {} : { value: element['value'] }),
      };
    case 'feedback_buttons':
      return { type, ...feedback(element, one) };
    default:
      return { type, value: one === '' ? null : one };
  }
}

/** The button that was chosen, by its value. */
function feedback(element: Json, value: string | null): Json {
  const buttons = [element['positive_button'], element['negative_button']] as (Json | undefined)[];
  const chosen = buttons.find((button) => button?.['value'] === value);
  return { value, ...(chosen === undefined ? {} : { text: chosen['text'] }) };
}

function plainRichText(text: string): Json {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  };
}

/** What the element shows before anybody touches it. */
function initialEntry(element: Json): Entered {
  const valueOf = (option: unknown): string[] =>
    typeof option === 'object' && option !== null && 'value' in option ? [String(option.value)] : [];
  for (const [name, value] of Object.entries(element)) {
    if (!name.startsWith('initial_') || value === null || value === undefined) continue;
    if (name === 'initial_option') return valueOf(value)[0] ?? null;
    if (name === 'initial_options') return (value as readonly unknown[]).flatMap(valueOf);
    if (Array.isArray(value)) return value.map(String);
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return null;
}

/** Whether a required input has been left empty. */
export function isEmptyState(state: Json): boolean {
  return Object.entries(state).every(
    ([name, value]) =>
      name === 'type' || value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

/** Every interactive element in a list of blocks with the block it stands in. */
export function interactiveElements(
  blocks: readonly Json[],
): { readonly blockId: string; readonly element: Json }[] {
  return blocks.flatMap(withNested).flatMap((block) => {
    const inside = [
      ...(Array.isArray(block['elements']) ? (block['elements'] as Json[]) : []),
      ...(typeof block['accessory'] === 'object' ? [block['accessory'] as Json] : []),
      ...(typeof block['element'] === 'object' ? [block['element'] as Json] : []),
      ...(Array.isArray(block['actions']) ? (block['actions'] as Json[]) : []),
    ];
    return inside
      .filter((element) => !NOT_INTERACTIVE.has(String(element['type'])))
      .map((element, index) => ({
        blockId: String(block['block_id']),
        element: { ...element, action_id: element['action_id'] ?? `_a${index}` },
      }));
  });
}

/** A block and the blocks inside it: containers hold blocks, carousels hold cards. */
function withNested(block: Json): readonly Json[] {
  if (block['type'] === 'container') return (block['child_blocks'] ?? []) as readonly Json[];
  if (block['type'] !== 'carousel') return [block];
  const cards = (block['elements'] ?? []) as readonly Json[];
  return cards.map((card) => ({ ...card, block_id: card['block_id'] ?? block['block_id'] }));
}

const NOT_INTERACTIVE = new Set([
  'image',
  'plain_text',
  'mrkdwn',
  'rich_text_section',
  'rich_text_list',
  'rich_text_quote',
  'rich_text_preformatted',
]);
const STATELESS = new Set(['button', 'overflow', 'feedback_buttons', 'icon_button', 'workflow_button']);

/** `values[block_id][action_id]` as a person entered them. */
export type EnteredValues = Record<string, Record<string, Entered>>;

/** The `state.values` of a surface: what was entered, else what each element started with. */
export function buildState(
  elements: readonly { readonly blockId: string; readonly element: Json }[],
  entered: EnteredValues,
): Json {
  const values: Record<string, Json> = {};
  for (const { blockId, element } of elements) {
    if (STATELESS.has(String(element['type']))) continue;
    const actionId = String(element['action_id']);
    const entry = entered[blockId]?.[actionId];
    const inBlock = (values[blockId] ??= {});
    inBlock[actionId] = buildElementState(element, entry === undefined ? initialEntry(element) : entry);
  }
  return { values };
}
