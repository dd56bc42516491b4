/** What was changed lately on and around an incident's services, lined up with the beginning of the trouble. */
import { correlateChanges } from '../../analysis/correlate-changes.js';
import { serviceOfAlert } from '../../incidents/alert.js';
import { neighbourhood, type ServiceCatalog } from '../../incidents/service.js';
import type { Clock } from '../../shared/clock.js';
import type { IncidentId } from '../../shared/ids.js';
import { getIncident } from '../known-incident.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';
import type { ChangeAnswer } from '../use-cases/knowledge.js';

const MAX_CHANGES = 12;
/** Calls between two services whose changes concern each other. */
const HOPS = 2;

export async function readChanges(
  deps: {
    store: Store;
    clock: Clock;
    catalog: () => ServiceCatalog;
    settings: Pick<WorkflowSettings, 'changesSeconds' | 'stepSeconds'>;
  },
  id: IncidentId,
): Promise<ChangeAnswer> {
  const catalog = deps.catalog();
  return deps.store.transaction(async (tx) => {
    const incident = await getIncident(tx, id);
    const { measured } = await tx.investigations.shown(id);
    const suspects = measured?.findings?.suspects ?? [];
    const alerts = await tx.alerts.ofIncident(id);
    const named = [
      ...suspects.map(({ service }) => service),
      ...[incident.service, ...alerts.map(({ labels }) => serviceOfAlert(labels))].flatMap(
        (one) => one ?? [],
      ),
    ];
    const services = neighbourhood(catalog, named, HOPS);
    const start = incident.startedAt.getTime() / 1000;
    const onsets = suspects.flatMap(({ service, onset }) => (onset === null ? [] : [{ service, onset }]));
    const since = new Date(incident.startedAt.getTime() - deps.settings.changesSeconds * 1000);
    const changes = await tx.changes.list({
      services,
      range: { start: since, end: incident.resolvedAt ?? deps.clock.now() },
      limit: MAX_CHANGES + 1,
    });
    const correlated = correlateChanges({
      changes: changes.slice(0, MAX_CHANGES),
      onsets: onsets.length > 0 ? onsets : [{ service: incident.service ?? '', onset: start }],
      edges: catalog
        .list()
        .flatMap(({ name, dependsOn }) => dependsOn.map((callee) => ({ caller: name, callee }))),
      toleranceSeconds: deps.settings.stepSeconds * 2,
    });
    const first = onsets.length > 0 ? Math.min(...onsets.map(({ onset }) => onset)) : start;
    return {
      incident,
      services,
      since,
      onset: new Date(first * 1000),
      changes: correlated
        .map(({ change, score, reason }) => ({ change, score, reason }))
        .toSorted((a, b) => b.change.at.getTime() - a.change.at.getTime()),
      hasMore: changes.length > MAX_CHANGES,
    };
  });
}
