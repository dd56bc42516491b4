/** Decisions about an incident and its proposals, from the hash-chained log. */
import type { IncidentId } from '../../shared/ids.js';
import { ACTIONS_SUBJECT } from '../remediation/stop-actions.js';
import { getIncident } from '../known-incident.js';
import type { Store } from '../transaction.js';
import type { AuditAnswer } from '../use-cases/knowledge.js';

const MAX_RECORDS = 40;

export async function readAudit(deps: { store: Store }, id: IncidentId): Promise<AuditAnswer> {
  return deps.store.transaction(async (tx) => {
    const incident = await getIncident(tx, id);
    const proposals = await tx.proposals.ofIncident(id);
    const subjects = [id, ACTIONS_SUBJECT, ...proposals.map((proposal) => proposal.id)];
    const records = await tx.audit.ofSubjects(subjects, MAX_RECORDS);
    const { openedAt, resolvedAt } = incident;
    return {
      incident,
      // That all actions were stopped is about each incident of that time.
      records: records.filter(
        ({ subject, at }) =>
          subject !== ACTIONS_SUBJECT || (at >= openedAt && (resolvedAt === null || at <= resolvedAt)),
      ),
      titles: new Map(proposals.map((proposal) => [proposal.id as string, proposal.title])),
    };
  });
}
