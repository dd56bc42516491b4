import { buildHelp } from '../../blocks/answers/help.js';
import { defineCommand, type SlashCommand } from '../command.js';

export function createHelp(others: readonly SlashCommand[]): SlashCommand {
  const help: SlashCommand = defineCommand({
    verb: 'help',
    aliases: ['?'],
    section: 'See',
    forms: [['help', 'this list']],
    run: () => Promise.resolve(buildHelp([...others, help])),
  });
  return help;
}
