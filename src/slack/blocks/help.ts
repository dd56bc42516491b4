/** Answer to `/incident help`, and to `/incident` alone. */
import { SECTIONS, type SlashCommand } from '../commands/command.js';
import { COMMAND } from '../ids.js';
import {
  bold,
  bullets,
  code,
  context,
  glue,
  paragraph,
  type Block,
  type MessageContent,
} from './block-kit.js';
import { fitMessage, splitItems } from './budget.js';

/** Every form of every command, under what people want to do. The prefix is said once: a phone has no room to repeat it. */
export function buildHelp(commands: readonly SlashCommand[]): MessageContent {
  const parts = SECTIONS.map((section) => ({
    section,
    forms: commands.filter((command) => command.section === section).flatMap(({ forms }) => forms),
  })).filter(({ forms }) => forms.length > 0);
  return fitMessage({
    text: `${COMMAND} ${commands.map(({ verb }) => verb).join(' | ')}`,
    blocks: [
      paragraph([
        glue('Write '),
        code(COMMAND),
        glue(' and one of these. What stands in [ ] may be left out; 12 is the number of an incident.'),
      ]),
      ...parts.flatMap(({ section, forms }) => sectionBlocks(section, forms)),
      context(
        'Slack takes no commands inside a thread. There, mention Firewatch and write the rest: it knows which incident is meant.',
      ),
    ],
  });
}

function sectionBlocks(section: string, forms: SlashCommand['forms']): Block[] {
  return splitItems(forms, ([form, does]) => form.length + does.length + 1).map((group, index) =>
    bullets(
      [bold(index === 0 ? section : `${section}, continued`)],
      group.map(([form, does]) => [code(form), glue(` ${does}`)]),
    ),
  );
}
