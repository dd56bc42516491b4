/** What to write when a form could not be shown: it opens only within three seconds of the click. */
import type { MessageContent } from '../blocks/kit/block-kit.js';
import { COMMANDS } from '../commands/index.js';
import type { SlashCommand } from '../commands/command.js';
import { sayMrkdwn } from '../commands/say.js';
import { toWords } from '../commands/words.js';
import { COMMAND } from '../ids.js';

const SORRY = 'Slack did not open the form in time. Try again';

export function sayCommandInWords(command: SlashCommand): MessageContent {
  const forms = command.forms.map(([form]) => `\`${COMMAND} ${form}\``);
  return sayMrkdwn(`${SORRY}, or write it in one line: ${forms.join(' or ')}.`);
}

/** For whatever else opens the form of this name. */
export function sayFormInWords(modalName: string): MessageContent {
  const nothing = toWords('');
  const command = COMMANDS.find(({ modalFor }) => modalFor?.(nothing) === modalName);
  return command ? sayCommandInWords(command) : sayMrkdwn(`${SORRY}.`);
}
