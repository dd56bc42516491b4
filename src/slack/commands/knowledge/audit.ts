import { buildAuditList } from '../../blocks/answers/audit-list.js';
import { defineCommand } from '../command.js';
import { findOnlyTarget } from '../target.js';

export const audit = defineCommand({
  verb: 'audit',
  aliases: ['decisions'],
  section: 'Learn',
  forms: [['audit [12]', 'who decided what, from the tamper-evident log']],
  async run(words, context) {
    const incident = await findOnlyTarget(words, context, 'audit', { elseResolved: true });
    return buildAuditList(await context.useCases.readAudit(incident.id));
  },
});
