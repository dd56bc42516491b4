/** Reads everything people see about one incident. */
import type { ServiceCatalog } from '../incidents/service.js';
import type { TimelineEntry } from '../incidents/timeline.js';
import type { Clock } from '../shared/clock.js';
import type { IncidentId } from '../shared/ids.js';
import { currentEvidence } from './current-evidence.js';
import { citedIds, type IncidentView, type ProposalView } from './incident-view.js';
import type { WorkflowSettings } from './settings.js';
import type { Store, Transaction } from './transaction.js';

const TIMELINE_ENTRIES = 100;

export interface ReadOptions {
  /** Id of a timeline entry that is wanted, however old it is. */
  readonly entryId?: number;
}

export async function readIncident(
  deps: {
    store: Store;
    clock: Clock;
    catalog: () => ServiceCatalog;
    settings: Pick<WorkflowSettings, 'approvals'>;
  },
  id: IncidentId,
  options: ReadOptions = {},
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
    const analysed = investigations.find((one) => one.analysis);
    const analysis = analysed?.analysis ?? null;
    const findings = investigations.find((one) => one.findings)?.findings;
    return {
      incident,
      alerts: await tx.alerts.ofIncident(id),
      service: (incident.service && deps.catalog().get(incident.service)) || null,
      evidence: currentEvidence(await tx.evidence.list(id), investigations, citedIds(analysis)),
      analysis,
      investigationId: analysed?.id ?? null,
      feedback: analysed ? await tx.feedback.count(analysed.id) : { right: 0, wrong: 0 },
      suspects: (findings?.suspects ?? []).map(({ service, confidence }) => ({ service, confidence })),
      cost: await tx.investigations.cost(id),
      roles: await tx.roles.ofIncident(id),
      thread: (await tx.home.postedAt({ kind: 'incident_card', incidentId: id, subjectId: null })) ?? null,
      mergedInto: (incident.mergedInto && (await tx.incidents.get(incident.mergedInto))) || null,
      proposals,
      timeline: await readTimeline(tx, id, options),
      gaps: findings?.gaps ?? [],
      now: deps.clock.now(),
    };
  });
}

async function readTimeline(
  tx: Pick<Transaction, 'timeline'>,
  id: IncidentId,
  { entryId }: ReadOptions,
): Promise<readonly TimelineEntry[]> {
  const newest = await tx.timeline.list(id, TIMELINE_ENTRIES);
  if (entryId === undefined || newest.some((entry) => entry.id === entryId)) return newest;
  const wanted = await tx.timeline.get(entryId);
  return wanted?.incidentId === id ? [wanted, ...newest] : newest;
}
