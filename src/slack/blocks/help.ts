/** Answer to `/incident help`, and to `/incident` alone. */
import { SECTIONS, type SlashCommand } from '../commands/command.js';
import { COMMAND } from '../ids.js';
import { bold, bullets, code, glue, type MessageContent } from './block-kit.js';

/** Every form of every command, under what people want to do. */
export function buildHelp(commands: readonly SlashCommand[]): MessageContent {
  const parts = SECTIONS.map((section) => ({
    section,
    forms: commands.filter((command) => command.section === section).flatMap(({ forms }) => forms),
  })).filter(({ forms }) => forms.length > 0);
  return {
    text: `${COMMAND} ${commands.map(({ verb }) => verb).join(' | ')}`,
    blocks: parts.map(({ section, forms }) =>
      bullets(
        [bold(section)],
        forms.map(([form, does]) => [code(`${COMMAND} ${form}`), glue(` ${does}`)]),
      ),
    ),
  };
}
