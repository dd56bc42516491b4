/** From what people type to the command they mean. Pure; what is not a command gets a suggestion. */
import { UserInputError } from '../../shared/errors.js';
import { COMMAND } from '../ids.js';
import { toPlainText, unescapeSlack } from '../plain-text.js';
import type { SlashCommand } from './command.js';
import { editDistance } from './edit-distance.js';
import { COMMANDS, HELP } from './index.js';
import { toWords, withoutFirst, type Words } from './words.js';

export interface ParsedCommand {
  readonly command: SlashCommand;
  readonly words: Words;
}

const BY_NAME: ReadonlyMap<string, SlashCommand> = new Map(
  COMMANDS.flatMap((command) => [command.verb, ...command.aliases].map((name) => [name, command] as const)),
);

/** Undefined when the first word is no command. */
export function findCommand(raw: string): ParsedCommand | undefined {
  const [verb] = toWords(raw).list;
  if (verb === undefined) return { command: HELP, words: toWords('') };
  const command = BY_NAME.get(verb.toLowerCase());
  if (!command) return undefined;
  const text = command.namesPeople ? unescapeSlack(raw) : toPlainText(raw);
  return { command, words: withoutFirst(toWords(text)) };
}

/** @throws UserInputError with the nearest command. */
export function parseCommand(raw: string): ParsedCommand {
  const parsed = findCommand(raw);
  if (parsed) return parsed;
  const verb = toWords(unescapeSlack(raw)).list[0] ?? '';
  throw new UserInputError(`\`${COMMAND} ${verb}\` is not a command. ${suggest(verb)}`);
}

function suggest(verb: string): string {
  const word = verb.toLowerCase().slice(0, 30);
  const [nearest] = [...BY_NAME.keys()]
    .map((known) => ({ known, edits: editDistance(word, known) }))
    .sort((a, b) => a.edits - b.edits);
  const isClose = nearest !== undefined && nearest.edits <= Math.max(1, Math.floor(word.length / 3));
  return isClose
    ? `Did you mean \`${COMMAND} ${nearest.known}\`?`
    : `\`${COMMAND} help\` shows what there is.`;
}
