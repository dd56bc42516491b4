/** Runs the product's own decision over a stream, as its workflow does: what a minute brings is decided one by one. */
import type { Alert } from '../../src/incidents/alert.js';
import {
  ONSET_SECONDS,
  openedBy,
  scopeOf,
  subjectOf,
  withAlert,
  type GroupingCandidate,
} from '../../src/incidents/grouping/candidate.js';
import { decideGrouping } from '../../src/incidents/grouping/decide-grouping.js';
import type { GroupingSettings } from '../../src/incidents/grouping/settings.js';
import type { ServiceCatalog } from '../../src/incidents/service.js';
import type { IncidentId } from '../../src/shared/ids.js';

/** Rules are evaluated, and their alerts told, once a minute. */
const DELIVERY_MS = 60_000;
/**
 * The data say no ends. An alert that is told no more counts as over after Alertmanager's `resolve_timeout`, default 5m, and
 * an incident with the last of them.
 */
const OVER_AFTER_MS = 300_000;

/** The incident of every alert, by its name in this play. */
export function playGrouping(
  stream: readonly Alert[],
  catalog: ServiceCatalog,
  settings: GroupingSettings,
  { seesWaves = true } = {},
): readonly string[] {
  let open: GroupingCandidate[] = [];
  const chosen: string[] = [];
  let opened = 0;
  for (const delivery of deliveries(stream)) {
    for (const alert of delivery) {
      const at = alert.startsAt.getTime();
      open = open.filter(({ lastAlertAt }) => at - lastAlertAt.getTime() <= OVER_AFTER_MS);
      const wave = delivery
        .filter(({ startsAt }) => seesWaves && Math.abs(startsAt.getTime() - at) <= ONSET_SECONDS * 1000)
        .map(({ fingerprint, labels, startsAt }) => ({
          fingerprint,
          startsAt,
          subject: subjectOf(labels),
          scope: scopeOf(labels),
        }));
      const grouping = decideGrouping(alert, open, { catalog, settings, wave });
      if (grouping.kind === 'open') {
        opened += 1;
        open.unshift(openedBy(alert, { id: `${opened}` as IncidentId, number: opened }));
        chosen.push(`${opened}`);
      } else {
        open = open.map((one) => (one.id === grouping.incidentId ? withAlert(one, alert) : one));
        chosen.push(grouping.incidentId);
      }
    }
  }
  return chosen;
}

function deliveries(stream: readonly Alert[]): readonly (readonly Alert[])[] {
  const byMinute = new Map<number, Alert[]>();
  for (const alert of stream) {
    const minute = Math.floor(alert.startsAt.getTime() / DELIVERY_MS);
    byMinute.set(minute, [...(byMinute.get(minute) ?? []), alert]);
  }
  return [...byMinute.values()];
}
