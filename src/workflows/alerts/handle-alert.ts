/** Where one alert belongs: in which incident, whether that is new, goes on or comes back. */
import { beganAt, type StoredAlert } from '../../incidents/alert.js';
import { decideGrouping } from '../../incidents/grouping/decide-grouping.js';
import { groupKeyOf } from '../../incidents/grouping/group-key.js';
import type { Incident } from '../../incidents/incident.js';
import { lockHome } from '../known-incident.js';
import type { Transaction } from '../transaction.js';
import type { AlertDeps } from './alert-deps.js';
import { endAlert } from './end-alert.js';
import type { Candidates } from './candidates.js';
import type { Companions } from './companions.js';
import { joinIncident } from './join-incident.js';
import { openForAlert } from './open-for-alert.js';
import { reopenForAlert } from './reopen-for-alert.js';
import type { Waves } from './waves.js';

/** What is known of the batch that the alert is part of. */
export interface Batch {
  readonly candidates: Candidates;
  readonly waves: Waves;
  readonly companions: Companions;
  /** Whether other episodes of the same alert are known. */
  hasEpisodes(alert: StoredAlert): boolean;
}

export async function handleAlert(
  deps: AlertDeps,
  tx: Transaction,
  { candidates, waves, companions, hasEpisodes }: Batch,
  alert: StoredAlert,
): Promise<void> {
  if (alert.status === 'resolved') {
    await companions.flush();
    const others = await tx.alerts.endOthers(alert, alert.endsAt ?? alert.lastReceivedAt);
    const incidentIds = new Set([...(alert.incidentId === null ? [] : [alert.incidentId]), ...others]);
    for (const incidentId of incidentIds) await endAlert(deps, tx, alert, incidentId);
    if (incidentIds.size > 0) candidates.forget();
    return;
  }
  if (hasEpisodes(alert)) {
    await companions.flush();
    const later = await tx.alerts.findLater(alert);
    if (later) return recordLate(tx, alert, later);
    await tx.alerts.endOthers(alert, beganAt(alert));
  }

  const grouping = decideGrouping(
    { ...alert, startsAt: beganAt(alert) },
    (await candidates.list()).filter(({ resolvedAt }) => resolvedAt === null || beganAt(alert) < resolvedAt),
    {
      catalog: deps.catalog(),
      settings: deps.settings.grouping,
      wave: await waves.around(beganAt(alert)),
    },
  );
  if (grouping.kind === 'join' && companions.takes(grouping.incidentId, alert, grouping.reason)) {
    return candidates.joined(grouping.incidentId, alert);
  }
  await companions.flush();
  if (grouping.kind === 'join') {
    const incident = await tx.incidents.lock(grouping.incidentId);
    if (incident?.status === 'resolved') {
      // Told late: it began while the trouble lasted, so the trouble is not over.
      candidates.forget();
      if (!(await tx.incidents.findActiveInGroup(incident.groupKey))) {
        return reopenForAlert(deps, tx, incident, alert, grouping.reason);
      }
    } else if (incident) {
      candidates.joined(incident.id, alert);
      if (isRelapse(incident, alert)) return reopenForAlert(deps, tx, incident, alert, grouping.reason);
      await joinIncident(deps, tx, incident, alert, grouping.reason);
      return companions.lead(incident, alert, grouping.reason);
    }
  }
  candidates.forget();
  const former = await findReopenable(deps, tx, alert);
  if (former) {
    const reason = 'the same alert again, soon after the incident was resolved';
    return reopenForAlert(deps, tx, former, alert, reason);
  }
  const grouped = await tx.incidents.findActiveInGroup(groupKeyOf(alert));
  if (grouped && !(await tx.alerts.isSplitFrom(alert, grouped.id)))
    return joinIncident(deps, tx, grouped, alert, `${alert.source} grouped it with the others`);
  const merged = await findMerged(tx, alert);
  if (merged) return joinIncident(deps, tx, merged, alert, 'its group was merged into this incident');
  await openForAlert(deps, tx, alert, {
    why: grouping.kind === 'open' ? grouping.reason : null,
    // Its group has an incident that a person took it out of, and a group has but one.
    groupKey: grouped ? `split:${alert.id}` : groupKeyOf(alert),
  });
}

/** Trouble that began, or was told once more after its end, when the fix had been found to work: it did not last. */
function isRelapse({ status, mitigatedAt }: Incident, alert: StoredAlert): boolean {
  if (status !== 'mitigated' || mitigatedAt === null) return false;
  return alert.incidentId !== null || beganAt(alert) > mitigatedAt;
}

/** An earlier episode of an alert whose later one is known: it belongs to the same trouble, and changes nothing. */
async function recordLate(tx: Transaction, alert: StoredAlert, later: StoredAlert): Promise<void> {
  if (later.incidentId !== null) {
    await tx.alerts.assign(alert.id, later.incidentId, 'the same alert, told late');
  }
  if (later.endsAt !== null) await tx.alerts.endOthers(later, later.endsAt);
}

/** The unresolved incident that the alert's group has become part of. */
async function findMerged(tx: Transaction, alert: StoredAlert): Promise<Incident | undefined> {
  const incident = await tx.incidents.findByGroup(groupKeyOf(alert));
  const home = incident && (await lockHome(tx, incident));
  if (!home || home.status === 'resolved' || (await tx.alerts.isSplitFrom(alert, home.id))) return undefined;
  return home;
}

/** The newest incident that this very alert was part of, when it was resolved only a moment ago. */
async function findReopenable(
  deps: AlertDeps,
  tx: Transaction,
  alert: StoredAlert,
): Promise<Incident | undefined> {
  const since = new Date(deps.clock.now().getTime() - deps.settings.reopenWithinSeconds * 1000);
  const incident = await tx.incidents.findResolvedWith(alert, since);
  // Its group may have an incident of its own by now, and only one of a group can be open.
  if (!incident || (await tx.incidents.findActiveInGroup(incident.groupKey))) return undefined;
  return tx.incidents.lock(incident.id);
}
