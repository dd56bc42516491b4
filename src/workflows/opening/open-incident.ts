/** Opens an incident inside the caller's transaction, with everything that follows from it. */
import type { Actor, Incident, Severity } from '../../incidents/incident.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import type { Metrics } from '../../observability/metrics.js';
import { impactOf, unmeasured } from '../impact/impact-of.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import { explainPrivate } from '../lifecycle/become-private.js';
import type { WorkflowSettings } from '../settings.js';
import { gatherStorm } from '../storms/gather-storm.js';
import type { Transaction } from '../transaction.js';

export interface OpenIncidentDeps {
  readonly catalog: () => ServiceCatalog;
  readonly settings: Pick<WorkflowSettings, 'defaultChannel' | 'storm'>;
  readonly metrics: Pick<Metrics, 'incidentsOpened'>;
}

export async function openIncident(
  deps: OpenIncidentDeps,
  tx: Transaction,
  request: {
    title: string;
    severity: Severity;
    service: string | null;
    source: string;
    groupKey: string;
    startedAt: Date;
    now: Date;
    actor: Actor;
    text: string;
  },
): Promise<Incident> {
  const { actor, text, now, ...incident } = request;
  const catalog = deps.catalog();
  const known = request.service === null ? undefined : catalog.get(request.service);
  const opened = await tx.incidents.create({
    ...incident,
    isPrivate: known?.isPrivate ?? false,
    channel: known?.channel ?? deps.settings.defaultChannel,
    impact: impactOf(catalog, incident, unmeasured(request.service, now)),
  });
  await tx.timeline.append({ incidentId: opened.id, kind: 'incident.opened', actor, text });
  if (opened.isPrivate)
    await explainPrivate(tx, opened, `the catalogue says that ${request.service} is private`);
  await tx.notifier.touch({ kind: 'incident_card', incidentId: opened.id, subjectId: null });
  if (actor.kind === 'system') await gatherStorm(deps, tx, opened);
  await requestInvestigation(tx, opened.id, 'the incident was opened');
  await tx.jobs.send('sync-paging', { incidentId: opened.id });
  deps.metrics.incidentsOpened.inc({ severity: opened.severity });
  return opened;
}
