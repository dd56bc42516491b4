/** Reads everything people see about one incident. */
import type { ServiceCatalog } from '../incidents/service.js';
import type { Clock } from '../shared/clock.js';
import type { IncidentId } from '../shared/ids.js';
import type { IncidentView, ProposalView } from './incident-view.js';
import type { WorkflowSettings } from './settings.js';
import type { Store } from './transaction.js';

const TIMELINE_ENTRIES = 100;

export async function readIncident(
  deps: {
    store: Store;
    clock: Clock;
    catalog: () => ServiceCatalog;
    settings: Pick<WorkflowSettings, 'approvals'>;
  },
  id: IncidentId,
): Promise<IncidentView | undefined> {
  return deps.store.transaction(async (tx) => {
    const incident = await tx.incidents.get(id);
    if (!incident) return undefined;
    const proposals: ProposalView[] = [];
    for (const proposal of await tx.proposals.ofIncident(id)) {
      const execution = (await tx.executions.ofProposal(proposal.id)) ?? null;
      proposals.push({ proposal, execution, approvers: deps.settings.approvals.approvers });
    }
    const investigations = await tx.investigations.latest(id);
    return {
      incident,
      alerts: await tx.alerts.ofIncident(id),
      service: (incident.service && deps.catalog().get(incident.service)) || null,
      evidence: await tx.evidence.list(id),
      analysis: investigations.find((one) => one.analysis)?.analysis ?? null,
      proposals,
      timeline: await tx.timeline.list(id, TIMELINE_ENTRIES),
      gaps: investigations.find((one) => one.findings)?.findings?.gaps ?? [],
      now: deps.clock.now(),
    };
  });
}
