/** The fields that forms are made of. Labels are our own words; first values may be anybody's and are cut to fit. */
import type { types } from '@slack/bolt';
import { cleanText } from '../blocks/kit/escape.js';
import type { ModalValues } from './modal.js';

/** The most Slack takes. */
const OPTION = 75;
const DESCRIPTION = 75;

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly description?: string;
}

interface Field {
  /** Names the field in what is sent, and in `check`. */
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly isOptional?: boolean;
}

export function textField(
  field: Field & {
    readonly max: number;
    readonly isLong?: boolean;
    /** The cursor stands in it. */
    readonly isFocused?: boolean;
    readonly placeholder?: string;
    readonly first?: string;
  },
): types.InputBlock {
  const first = cleanText(field.first ?? '', { max: field.max, multiline: field.isLong ?? false });
  return input(field, {
    type: 'plain_text_input',
    action_id: field.id,
    max_length: field.max,
    multiline: field.isLong ?? false,
    ...(field.isFocused ? { focus_on_load: true } : {}),
    ...(field.placeholder === undefined ? {} : { placeholder: plainText(field.placeholder) }),
    ...(first === '' ? {} : { initial_value: first }),
  });
}

/** All choices at a glance; at most ten. */
export function radioField(
  field: Field & { readonly choices: readonly Choice[]; readonly first?: string },
): types.InputBlock {
  return input(field, {
    type: 'radio_buttons',
    action_id: field.id,
    options: field.choices.slice(0, 10).map(toOption),
    ...firstOf(field),
  });
}

/** At most a hundred choices. */
export function selectField(
  field: Field & { readonly choices: readonly Choice[]; readonly first?: string },
): types.InputBlock {
  return input(field, {
    type: 'static_select',
    action_id: field.id,
    options: field.choices.slice(0, 100).map(toOption),
    ...firstOf(field),
  });
}

/** Several of at most a hundred choices. */
export function choicesField(field: Field & { readonly choices: readonly Choice[] }): types.InputBlock {
  return input(field, {
    type: 'multi_static_select',
    action_id: field.id,
    options: field.choices.slice(0, 100).map(toOption),
  });
}

export function personField(field: Field & { readonly first?: string }): types.InputBlock {
  return input(field, {
    type: 'users_select',
    action_id: field.id,
    ...(field.first === undefined ? {} : { initial_user: field.first }),
  });
}

function input(
  { id, label, hint, isOptional = false }: Field,
  element: types.InputBlock['element'],
): types.InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plainText(label),
    optional: isOptional,
    ...(hint === undefined ? {} : { hint: plainText(hint) }),
    element,
  };
}

function toOption({ value, text, description }: Choice): types.PlainTextOption {
  return {
    value,
    text: plainText(cleanText(text, { max: OPTION }) || '(empty)'),
    ...(description === undefined
      ? {}
      : { description: plainText(cleanText(description, { max: DESCRIPTION })) }),
  };
}

function firstOf({ choices, first }: { choices: readonly Choice[]; first?: string }) {
  const choice = choices.find(({ value }) => value === first);
  return choice ? { initial_option: toOption(choice) } : {};
}

export function plainText(text: string): types.PlainTextElement {
  return { type: 'plain_text', text };
}

/** What was typed or chosen, trimmed; empty when nothing was. */
export function textOf(values: ModalValues, id: string): string {
  const value = values[id];
  return typeof value === 'string' ? value.trim() : '';
}

/** What was chosen among several; empty when nothing was. */
export function choicesOf(values: ModalValues, id: string): readonly string[] {
  const value = values[id];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
