import { buildIncidentList } from '../blocks/incident-list.js';
import { defineCommand } from './command.js';

const LENGTH = 20;

export const list = defineCommand({
  verb: 'list',
  aliases: ['ls'],
  section: 'See',
  forms: [['list', 'unresolved incidents, the worst first']],
  async run(_words, { useCases }) {
    const incidents = await useCases.listIncidents(LENGTH + 1);
    return buildIncidentList(incidents.slice(0, LENGTH), { hasMore: incidents.length > LENGTH });
  },
});
