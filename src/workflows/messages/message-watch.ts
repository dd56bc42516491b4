/**
 * What to do when Slack takes nothing: an incident whose first message could not be shown for a while is told by the paging
 * system, once, with what is known so far. Where there is none, the log and a metric say so.
 */
import { FIREWATCH, incidentLabel, type Incident } from '../../incidents/incident.js';
import { tagNote } from '../../incidents/paging/origin-tag.js';
import type { PagingNotes } from '../../incidents/ports/paging-system.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { IncidentId } from '../../shared/ids.js';
import { deadLine } from '../../shared/text.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';

/** The paging system may learn of the incident a little later than we want to tell it more. */
const AGAIN_SECONDS = 20;
const MAX_EVIDENCE = 3;

export interface MessageWatchDeps {
  readonly store: Store;
  /** Null when no paging system is configured. */
  readonly paging: PagingNotes | null;
  readonly catalog: () => ServiceCatalog;
  readonly settings: Pick<WorkflowSettings, 'tellElsewhereAfterSeconds'>;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'fallbacks'>;
}

/** Finds incidents whose first message is late, and has each told elsewhere once. */
export async function watchMessages({
  store,
  settings,
}: Pick<MessageWatchDeps, 'store' | 'settings'>): Promise<void> {
  await store.transaction(async (tx) => {
    for (const incidentId of await tx.unshown.takeLate(settings.tellElsewhereAfterSeconds))
      await tx.jobs.send('tell-elsewhere', { incidentId });
  });
}

/** Safe to repeat: the paging system takes the same note once. Nothing is told when Slack has shown it meanwhile. */
export async function tellElsewhere(
  deps: MessageWatchDeps,
  incidentId: IncidentId,
  signal: AbortSignal,
): Promise<void> {
  const { store, paging, catalog, log, metrics } = deps;
  const found = await store.transaction(async (tx) => ({
    incident: await tx.incidents.get(incidentId),
    isShown: await tx.unshown.isShown(incidentId),
    evidence: await tx.evidence.list(incidentId),
  }));
  const { incident, isShown, evidence } = found;
  if (!incident || isShown || incident.status === 'resolved') return;
  const isPaged = incident.service !== null && catalog().get(incident.service)?.pagerDutyServiceId;
  if (!paging || !isPaged) {
    log.error(
      { incident: incidentLabel(incident), channel: incident.channel },
      'slack takes no messages and there is no paging system to tell: nobody hears of this incident',
    );
    metrics.fallbacks.inc({ result: 'nobody' });
    return;
  }
  const { pagerDutyIncidentId } = incident;
  if (pagerDutyIncidentId === null) {
    await store.transaction((tx) =>
      tx.jobs.send('tell-elsewhere', { incidentId }, { startAfterSeconds: AGAIN_SECONDS }),
    );
    return;
  }
  const unusual = evidence.filter(({ isAnomalous }) => isAnomalous).map(({ statement }) => statement);
  await paging.addNote(pagerDutyIncidentId, noteFor(incident, unusual), signal);
  metrics.fallbacks.inc({ result: 'told' });
  await store.transaction((tx) =>
    tx.timeline.append({
      incidentId,
      kind: 'note',
      actor: FIREWATCH,
      text: 'Slack took no messages, so the paging system was told what is known.',
    }),
  );
}

/** The first line alone is always the same for one incident, so that the note is recognised. */
function noteFor(incident: Incident, unusual: readonly string[]): string {
  const known = unusual.slice(0, MAX_EVIDENCE).map((statement) => `- ${deadLine(statement, 300)}`);
  return [
    tagNote(
      incident,
      'away',
      `Slack cannot be reached: it is not shown in ${incident.channel} yet (${incident.id}).`,
    ),
    `${incident.severity}: ${deadLine(incident.title, 300)}`,
    ...(known.length === 0
      ? ['Look at the dashboards of the service; nothing has been measured yet.']
      : known),
    'Firewatch goes on investigating. Slack shows everything as soon as it answers again; proposals wait for an approval there.',
  ].join('\n');
}
