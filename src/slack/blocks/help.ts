/** Answer to `/incident help`, and to `/incident` alone. */
import { COMMAND } from '../ids.js';
import { bold, bullets, code, glue, type MessageContent } from './block-kit.js';

/** Every form of the command with what it does, in the order people need them. */
export const USAGE: readonly (readonly [form: string, does: string])[] = [
  ['list', 'unresolved incidents, the worst first'],
  ['show 12', 'what is known about INC-12'],
  ['ack 12', 'you take INC-12; others see it'],
  ['resolve 12', 'INC-12 is over'],
  ['new <title> [--service checkout] [--severity sev2]', 'opens an incident and investigates it'],
  ['help', 'this list'],
];

export function buildHelp(): MessageContent {
  return {
    text: `${COMMAND} ${USAGE.map(([form]) => form.split(' ')[0]).join(' | ')}`,
    blocks: [
      bullets(
        [bold('What you can say')],
        USAGE.map(([form, does]) => [code(`${COMMAND} ${form}`), glue(` ${does}`)]),
      ),
    ],
  };
}
