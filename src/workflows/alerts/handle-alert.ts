/** Where one alert belongs: in which incident, whether that is new, goes on or comes back. */
import { beganAt, type StoredAlert } from '../../incidents/alert.js';
import { decideGrouping } from '../../incidents/grouping/decide-grouping.js';
import { groupKeyOf } from '../../incidents/grouping/group-key.js';
import { mayBeNewWave } from '../../incidents/grouping/wave.js';
import type { Incident } from '../../incidents/incident.js';
import { lockHome } from '../known-incident.js';
import type { Transaction } from '../transaction.js';
import type { AlertDeps } from './alert-deps.js';
import { endAlert } from './end-alert.js';
import type { Candidates } from './candidates.js';
import { joinIncident } from './join-incident.js';
import type { Joins } from './joins.js';
import { openForAlert } from './open-for-alert.js';
import { reopenForAlert } from './reopen-for-alert.js';
import type { Waves } from './waves.js';

/** What is known of the batch that the alert is part of; valid inside the transaction that read it. */
export interface Batch {
  readonly candidates: Candidates;
  readonly waves: Waves;
  readonly joins: Joins;
  /** Whether other episodes of the same alert are known. */
  hasEpisodes(alert: StoredAlert): boolean;
}

export async function handleAlert(
  deps: AlertDeps,
  tx: Transaction,
  batch: Batch,
  alert: StoredAlert,
): Promise<void> {
  const { candidates, joins } = batch;
  const isRepeated = batch.hasEpisodes(alert);
  if (alert.status === 'resolved') {
    await joins.flush();
    return endEpisode(deps, tx, { candidates, isRepeated }, alert);
  }
  if (isRepeated) {
    await joins.flush();
    const later = await tx.alerts.findLater(alert);
    if (later) return recordLate(tx, alert, later);
    await tx.alerts.endOthers(alert, beganAt(alert));
  }
  const decided = await decide(deps, batch, alert);
  if (decided.kind === 'join') {
    const { incidentId, reason } = decided;
    const incident = await joins.lock(incidentId);
    if (incident?.status === 'resolved') {
      // Told late: it began while the trouble lasted, so the trouble is not over.
      await joins.flush();
      candidates.forget();
      if (!(await tx.incidents.findActiveInGroup(incident.groupKey))) {
        return reopenForAlert(deps, tx, incident, alert, reason);
      }
    } else if (incident) {
      const isLikeKnown = alert.incidentId === null && (await candidates.hasLike(incidentId, alert));
      candidates.joined(incidentId, alert);
      if (!isRelapse(incident, alert))
        return joinIncident(deps, tx, incident, alert, { reason, joins, isLikeKnown });
      await joins.flush();
      return reopenForAlert(deps, tx, incident, alert, reason);
    }
  }
  await joins.flush();
  const grouped = await tx.incidents.findActiveInGroup(groupKeyOf(alert));
  const home = await findHome(deps, tx, alert, grouped);
  if (home) {
    candidates.forget();
    return home.isOver
      ? reopenForAlert(deps, tx, home.incident, alert, home.reason)
      : joinIncident(deps, tx, home.incident, alert, { reason: home.reason, joins, isLikeKnown: false });
  }
  const opened = await openForAlert(deps, tx, alert, {
    why: decided.kind === 'open' ? decided.reason : null,
    // Its group has an incident that a person took it out of, and a group has but one.
    groupKey: grouped ? `split:${alert.id}` : groupKeyOf(alert),
  });
  candidates.opened(opened, alert);
}

async function endEpisode(
  deps: AlertDeps,
  tx: Transaction,
  { candidates, isRepeated }: { readonly candidates: Candidates; readonly isRepeated: boolean },
  alert: StoredAlert,
): Promise<void> {
  const others = isRepeated ? await tx.alerts.endOthers(alert, alert.endsAt ?? alert.lastReceivedAt) : [];
  const incidentIds = new Set([...(alert.incidentId === null ? [] : [alert.incidentId]), ...others]);
  // Of one that goes on, what it began with still tells what belongs to it: reading it anew for each end would take time
  // with the square of a storm that comes and goes.
  for (const incidentId of incidentIds) if (await endAlert(deps, tx, alert, incidentId)) candidates.forget();
}

async function decide(deps: AlertDeps, { candidates, waves, joins }: Batch, alert: StoredAlert) {
  const told = { ...alert, startsAt: beganAt(alert) };
  // Read anew, they have to be what was decided so far.
  if (!candidates.areKnown()) await joins.flush();
  const possible = (await candidates.list()).filter(
    ({ resolvedAt }) => resolvedAt === null || told.startsAt < resolvedAt,
  );
  const isWavePossible = possible.some((candidate) => mayBeNewWave(told, candidate));
  return decideGrouping(told, possible, {
    catalog: deps.catalog(),
    settings: deps.settings.grouping,
    wave: isWavePossible ? await waves.around(told.startsAt) : [],
  });
}

interface Home {
  readonly incident: Incident;
  /** It has to be reopened. */
  readonly isOver: boolean;
  readonly reason: string;
}

/** An incident that it belongs to, though it is not among the candidates; locked. `grouped`: the active one of its group. */
async function findHome(
  deps: AlertDeps,
  tx: Transaction,
  alert: StoredAlert,
  grouped: Incident | undefined,
): Promise<Home | undefined> {
  const former = await findReopenable(deps, tx, alert);
  if (former) {
    const reason = 'the same alert again, soon after the incident was resolved';
    return { incident: former, isOver: true, reason };
  }
  if (grouped && !(await tx.alerts.isSplitFrom(alert, grouped.id)))
    return { incident: grouped, isOver: false, reason: `${alert.source} grouped it with the others` };
  const merged = await findMerged(tx, alert);
  return merged && { incident: merged, isOver: false, reason: 'its group was merged into this incident' };
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
