/** The paging system's copy of an incident: the one that is known, the one it told us of, or a new one. */
import { PAGERDUTY_SOURCE } from '../../incidents/alert.js';
import { incidentLabel, type Incident } from '../../incidents/incident.js';
import { pagingKey } from '../../incidents/paging/paged-incident.js';
import type { PagingSystem } from '../../incidents/ports/paging-system.js';
import { deadLine } from '../../shared/text.js';
import type { Store } from '../transaction.js';
import { MAX_TITLE } from './paging-deps.js';

/** As it is shown there: ours by its name, and dead, because there whatever looks like an address is a link. */
export function titleThere(incident: Pick<Incident, 'number' | 'title'>): string {
  return deadLine(`${incidentLabel(incident)} ${incident.title}`, MAX_TITLE);
}

/** Undefined when there is none and none is wanted: an incident that is over already is not paged about. */
export async function findCopy(
  { store, paging }: { readonly store: Store; readonly paging: PagingSystem },
  incident: Incident,
  serviceId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (incident.pagerDutyIncidentId !== null) return incident.pagerDutyIncidentId;
  if (incident.status === 'resolved') return undefined;
  // Whom PagerDuty told us about has been paged about already.
  const alerts = await store.transaction((tx) => tx.alerts.ofIncident(incident.id));
  const told = alerts.findLast(({ source, status }) => source === PAGERDUTY_SOURCE && status === 'firing');
  if (told) return told.fingerprint;
  return paging.createIncident(
    {
      key: pagingKey(incident),
      title: titleThere(incident),
      details: `Opened by Firewatch from ${incident.source}. The thread in ${incident.channel} has evidence and proposals.`,
      serviceId,
      severity: incident.severity,
    },
    signal,
  );
}
