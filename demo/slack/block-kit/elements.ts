/** Interactive and picture elements, by type (docs.slack.dev/reference/block-kit/block-elements). */
import {
  actionId,
  buttonStyle,
  confirm,
  conversationFilter,
  dispatchActionConfig,
  imageUrl,
  interactive,
  option,
  optionGroup,
  plainText,
  richOption,
  slackFile,
  uninspected,
  url,
} from './objects.js';
import { boolean, type Check, integer, list, object, oneOf, pattern, string, withRule } from './schema.js';

const type = (name: string): Check => oneOf(name);
const placeholder = plainText(150);
const maxSelected = integer(1, 100);
const userId = string(50);

/** Menus with their own options have either `options` or `option_groups`. */
function needsOptions(check: Check): Check {
  return withRule(check, (value, pointer, report) => {
    if ((value['options'] === undefined) === (value['option_groups'] === undefined)) {
      report('must have either options or option_groups', pointer);
    }
  });
}

function menu(name: string, extra: Record<string, Check> = {}): Check {
  return object({ type: type(name) }, { ...interactive, placeholder, ...extra });
}

const ownOptions = { options: list(option, 100), option_groups: list(optionGroup, 100) };

function textInput(name: string, extra: Record<string, Check> = {}): Check {
  return object(
    { type: type(name) },
    {
      ...interactive,
      placeholder,
      initial_value: string(3000, 0),
      dispatch_action_config: dispatchActionConfig,
      ...extra,
    },
  );
}

export const image: Check = withRule(
  object(
    { type: type('image'), alt_text: string(2000) },
    { image_url: imageUrl, slack_file: slackFile, title: plainText(2000) },
  ),
  (value, pointer, report) => {
    if ((value['image_url'] === undefined) === (value['slack_file'] === undefined)) {
      report('must have either image_url or slack_file', pointer);
    }
  },
);

const button: Check = object(
  { type: type('button'), text: plainText(75) },
  {
    action_id: actionId,
    url,
    value: string(2000),
    style: buttonStyle,
    confirm,
    accessibility_label: string(75),
  },
);

const choices = (name: string, initial: Record<string, Check>): Check =>
  object({ type: type(name), options: list(richOption, 10) }, { ...interactive, ...initial });

const feedbackButton = object(
  { text: plainText(75), value: string(2000) },
  { accessibility_label: string(75) },
);

/** Elements that may stand in an actions block. */
export const actionElements: Record<string, Check> = {
  button,
  overflow: object({ type: type('overflow'), options: list(option, 5) }, { action_id: actionId, confirm }),
  static_select: needsOptions(menu('static_select', { ...ownOptions, initial_option: option })),
  external_select: menu('external_select', { initial_option: option, min_query_length: integer(0, 100) }),
  users_select: menu('users_select', { initial_user: userId }),
  conversations_select: menu('conversations_select', {
    initial_conversation: userId,
    default_to_current_conversation: boolean,
    response_url_enabled: boolean,
    filter: conversationFilter,
  }),
  channels_select: menu('channels_select', { initial_channel: userId, response_url_enabled: boolean }),
  multi_static_select: needsOptions(
    menu('multi_static_select', {
      ...ownOptions,
      initial_options: list(option, 100),
      max_selected_items: maxSelected,
    }),
  ),
  multi_external_select: menu('multi_external_select', {
    initial_options: list(option, 100),
    min_query_length: integer(0, 100),
    max_selected_items: maxSelected,
  }),
  multi_users_select: menu('multi_users_select', {
    initial_users: list(userId, 100),
    max_selected_items: maxSelected,
  }),
  multi_conversations_select: menu('multi_conversations_select', {
    initial_conversations: list(userId, 100),
    default_to_current_conversation: boolean,
    filter: conversationFilter,
    max_selected_items: maxSelected,
  }),
  multi_channels_select: menu('multi_channels_select', {
    initial_channels: list(userId, 100),
    max_selected_items: maxSelected,
  }),
  checkboxes: choices('checkboxes', { initial_options: list(richOption, 10) }),
  radio_buttons: choices('radio_buttons', { initial_option: richOption }),
  datepicker: menu('datepicker', {
    initial_date: pattern(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-01-31'),
  }),
  timepicker: menu('timepicker', {
    initial_time: pattern(/^\d{2}:\d{2}$/, 'a time such as 09:30'),
    timezone: string(100),
  }),
  datetimepicker: object(
    { type: type('datetimepicker') },
    { ...interactive, initial_date_time: integer(0, 9_999_999_999) },
  ),
  workflow_button: object(
    { type: type('workflow_button'), text: plainText(75), workflow: uninspected },
    { action_id: actionId, style: buttonStyle, accessibility_label: string(75) },
  ),
};

/** Elements that may stand in an input block, in messages and views. */
export const inputElements: Record<string, Check> = {
  ...Object.fromEntries(
    Object.entries(actionElements).filter(
      ([name]) => !['button', 'overflow', 'workflow_button'].includes(name),
    ),
  ),
  plain_text_input: textInput('plain_text_input', {
    multiline: boolean,
    min_length: integer(0, 3000),
    max_length: integer(1, 3000),
  }),
  rich_text_input: object(
    { type: type('rich_text_input') },
    { ...interactive, placeholder, initial_value: uninspected, dispatch_action_config: dispatchActionConfig },
  ),
  email_text_input: textInput('email_text_input'),
  url_text_input: textInput('url_text_input'),
  number_input: object(
    { type: type('number_input'), is_decimal_allowed: boolean },
    {
      ...interactive,
      placeholder,
      initial_value: string(100),
      min_value: string(100),
      max_value: string(100),
      dispatch_action_config: dispatchActionConfig,
    },
  ),
  file_input: object(
    { type: type('file_input') },
    { action_id: actionId, filetypes: list(string(20), 100), max_files: integer(1, 10) },
  ),
};

/** Elements that may stand beside the text of a section. */
export const accessoryElements: Record<string, Check> = { ...actionElements, image };

/** Elements of a context_actions block. */
export const contextActionElements: Record<string, Check> = {
  feedback_buttons: object(
    { type: type('feedback_buttons'), positive_button: feedbackButton, negative_button: feedbackButton },
    { action_id: actionId },
  ),
  icon_button: object(
    { type: type('icon_button'), icon: string(50), text: plainText(75) },
    {
      action_id: actionId,
      value: string(2000),
      confirm,
      accessibility_label: string(75),
      visible_to_user_ids: list(userId, 100),
    },
  ),
};
