import { UserInputError } from '../../../shared/errors.js';
import { buildIncidentList, buildResolvedList } from '../../blocks/answers/incident-list.js';
import { COMMAND } from '../../ids.js';
import { defineCommand } from '../command.js';

const LENGTH = 20;
const RESOLVED = 10;

export const list = defineCommand({
  verb: 'list',
  aliases: ['ls'],
  section: 'See',
  forms: [
    ['list', 'unresolved incidents, the worst first'],
    ['list resolved', 'the last ones that are over; `list all` shows both'],
  ],
  async run(words, { useCases }) {
    const which = words.text.toLowerCase();
    if (!/^(?:|open|unresolved|active|resolved|closed|all)$/.test(which))
      throw new UserInputError(
        `\`${COMMAND} list\` shows what is open, \`${COMMAND} list resolved\` what is over, \`${COMMAND} list all\` both.`,
      );
    const resolved = /^(?:resolved|closed|all)$/.test(which)
      ? buildResolvedList(await useCases.listResolved(RESOLVED, null))
      : null;
    if (resolved && which !== 'all') return resolved;
    const incidents = await useCases.listIncidents(LENGTH + 1);
    const shown = incidents.slice(0, LENGTH);
    const open = buildIncidentList(shown, {
      hasMore: incidents.length > LENGTH,
      commanders: await useCases.readCommanders(shown.map(({ id }) => id)),
    });
    return resolved ? { text: open.text, blocks: [...open.blocks, ...resolved.blocks] } : open;
  },
});
