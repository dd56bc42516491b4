import { senderOf, serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import type { NewTimelineEntry } from '../../incidents/timeline.js';
import type { IncidentId } from '../../shared/ids.js';

/** What the timeline says of an alert that joins. */
export function firingEntry(incidentId: IncidentId, alert: StoredAlert, reason: string): NewTimelineEntry {
  const service = serviceOfAlert(alert.labels);
  return {
    incidentId,
    kind: 'alert.firing',
    actor: senderOf(alert),
    text: `${alert.name}${service === null ? '' : ` for ${service}`} joined: ${reason}.`,
  };
}
