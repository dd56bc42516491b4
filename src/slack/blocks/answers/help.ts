/** Answers to `/incident help`: what there is, a line each; and, one click further, every way to write it. */
import { SECTIONS, type SlashCommand } from '../../commands/command.js';
import { ACTIONS, COMMAND } from '../../ids.js';
import {
  bold,
  bullets,
  buttonRow,
  code,
  context,
  glue,
  paragraph,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { countCharacters, fitMessage, splitItems } from '../kit/budget.js';

/** One line per command, without what may be left out. */
export function buildHelp(commands: readonly SlashCommand[]): MessageContent {
  return fitMessage({
    text: `${COMMAND} ${commands.map(({ verb }) => verb).join(' | ')}`,
    blocks: [
      paragraph([
        glue('Write '),
        code(COMMAND),
        glue(' and one of these, with the number of the incident where more than one is open: '),
        code(`${COMMAND} ack 12`),
      ]),
      ...sectionBlocks(commands, ({ forms }) => forms.slice(0, 1).map(shortLine)),
      context(
        'Slack takes no commands inside a thread. There, mention Firewatch, with a colon before words of your own: `@Firewatch note: the cache is empty`. It knows which incident is meant.',
      ),
      buttonRow({
        actionId: ACTIONS.showForms,
        value: 'all',
        text: 'Show every option',
        hint: 'Show every option: all ways to write the commands, for your eyes only',
      }),
    ],
  });
}

/** Every form of every command. */
export function buildHelpInFull(commands: readonly SlashCommand[]): MessageContent {
  return fitMessage({
    text: `Every option of ${COMMAND}`,
    blocks: [
      paragraph([
        bold(`Every option of ${COMMAND}`),
        glue('. What stands in [ ] may be left out; 12 is the number of an incident.'),
      ]),
      ...sectionBlocks(commands, ({ forms }) =>
        forms.map(([form, does]) => [code(form), ...doesSpans(does)]),
      ),
    ],
  });
}

function sectionBlocks(
  commands: readonly SlashCommand[],
  linesOf: (command: SlashCommand) => readonly Line[],
): Block[] {
  return SECTIONS.flatMap((section) => {
    const lines = commands.filter((command) => command.section === section).flatMap(linesOf);
    return splitItems(lines, (line) => countCharacters(line)).map((group, index) =>
      bullets([bold(index === 0 ? section : `${section}, continued`)], group),
    );
  });
}

/** `severity [12] sev1 [because …]` → `severity sev1`, and only the first clause of what it does. */
function shortLine([form, does]: SlashCommand['forms'][number]): Line {
  return [code(form.replace(/\s*\[[^\]]*\]/g, '')), ...doesSpans(does.replace(/[;:].*$/s, ''))];
}

/** Our own words; what is quoted in backticks looks like code. */
function doesSpans(does: string): Line {
  return [glue(' '), ...does.split('`').map((part, index) => (index % 2 === 1 ? code(part) : glue(part)))];
}
