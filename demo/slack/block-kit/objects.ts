/** Composition objects: text, options, confirm dialogs (docs.slack.dev/reference/block-kit/composition-objects). */
import { anything, boolean, type Check, list, object, oneOf, string, withRule } from './schema.js';

export function plainText(max: number): Check {
  return object({ type: oneOf('plain_text'), text: string(max) }, { emoji: boolean });
}

export function anyText(max: number): Check {
  return object(
    { type: oneOf('plain_text', 'mrkdwn'), text: string(max) },
    { emoji: boolean, verbatim: boolean },
  );
}

export function mrkdwn(max: number): Check {
  return object({ type: oneOf('mrkdwn'), text: string(max) }, { verbatim: boolean });
}

export const actionId = string(255);
export const blockId = string(255);
export const url = string(3000);
export const imageUrl: Check = (value, pointer, report) => {
  url(value, pointer, report);
  if (typeof value === 'string' && !/^https?:\/\/[^\s]+$/.test(value)) report('invalid_url', pointer);
};
export const buttonStyle = oneOf('primary', 'danger');

export const confirm = object(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  { style: buttonStyle },
);

/** An option of a menu. */
export const option = object(
  { text: plainText(75), value: string(150) },
  { description: plainText(75), url },
);

/** An option of checkboxes and radio buttons, which may be formatted. */
export const richOption = object({ text: anyText(75), value: string(150) }, { description: anyText(75) });

export const optionGroup = object({ label: plainText(75), options: list(option, 100) });

export const dispatchActionConfig = object({
  trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2),
});

export const conversationFilter = object(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);

export const slackFile = withRule(object({}, { id: string(100), url }), (value, pointer, report) => {
  if ((value['id'] === undefined) === (value['url'] === undefined)) {
    report('must have either id or url', pointer);
  }
});

/** The fields every interactive element may carry. */
export const interactive = { action_id: actionId, confirm, focus_on_load: boolean };

export const uninspected = anything;
