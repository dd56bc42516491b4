/** Reads everything people see about one incident. */
import type { TimelineEntry } from '../../incidents/timeline.js';
import type { Clock } from '../../shared/clock.js';
import type { IncidentId } from '../../shared/ids.js';
import { currentEvidence } from '../evidence/current-evidence.js';
import { citedIds, type IncidentView } from './incident-view.js';
import { readProposals, type ReadProposalsDeps } from './read-proposals.js';
import type { Investigation, Store, Transaction } from '../transaction.js';

const TIMELINE_ENTRIES = 100;

export interface ReadOptions {
  /** Id of a timeline entry that is wanted, however old it is. */
  readonly entryId?: number;
  /** Of the analysis that is wanted in place of the newest; there is none when it is another incident's. */
  readonly investigationId?: string;
}

export async function readIncident(
  deps: ReadProposalsDeps & { readonly store: Store; readonly clock: Clock },
  id: IncidentId,
  options: ReadOptions = {},
): Promise<IncidentView | undefined> {
  return deps.store.transaction(async (tx) => {
    const incident = await tx.incidents.get(id);
    if (!incident) return undefined;
    const looks = await tx.investigations.shown(id);
    const analysed =
      options.investigationId === undefined
        ? looks.analysed
        : await findAnalysed(tx, id, options.investigationId);
    const analysis = analysed?.analysis ?? null;
    const findings = looks.measured?.findings;
    return {
      incident,
      alerts: await tx.alerts.ofIncident(id),
      service: (incident.service && deps.catalog().get(incident.service)) || null,
      evidence: currentEvidence(await tx.evidence.list(id), looks, citedIds(analysis)),
      analysis,
      investigationId: analysed?.id ?? null,
      setAside: options.investigationId === undefined ? (looks.setAside?.why ?? null) : null,
      feedback: analysed ? await tx.feedback.count(analysed.id) : { right: 0, wrong: 0 },
      suspects: findings?.suspects ?? [],
      cost: await tx.investigations.cost(id),
      roles: await tx.roles.ofIncident(id),
      thread: (await tx.home.postedAt({ kind: 'incident_card', incidentId: id, subjectId: null })) ?? null,
      mergedInto: (incident.mergedInto && (await tx.incidents.get(incident.mergedInto))) || null,
      proposals: await readProposals(deps, tx, incident),
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
  const known = new Set(newest.map((entry) => entry.id));
  const wanted = entryId === undefined ? undefined : await tx.timeline.get(entryId);
  // What people said last stands until they say something else.
  const update = await tx.timeline.last(id, 'status.updated');
  const older = [wanted, update?.id === wanted?.id ? undefined : update].filter(
    (entry) => entry?.incidentId === id && !known.has(entry.id),
  );
  return [...older.flatMap((entry) => entry ?? []), ...newest].toSorted(
    (a, b) => a.at.getTime() - b.at.getTime(),
  );
}

async function findAnalysed(
  tx: Pick<Transaction, 'investigations'>,
  id: IncidentId,
  investigationId: string,
): Promise<Investigation | undefined> {
  const found = await tx.investigations.get(investigationId);
  return found?.incidentId === id && found.analysis ? found : undefined;
}
