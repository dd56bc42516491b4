/** Turns stored alerts into incidents: opens, extends, resolves and reopens them. Safe to run any number of times. */
import { beganAt, serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import { decideGrouping, groupKeyOf } from '../../incidents/grouping.js';
import {
  DECLARED_SOURCE,
  FIREWATCH,
  incidentLabel,
  type Actor,
  type Incident,
} from '../../incidents/incident.js';
import { isWorse, severityOfAlert } from '../../incidents/severity.js';
import { canTransition, transition } from '../../incidents/state-machine.js';
import { isSnoozed, nextUpdateAt, rescheduledUpdateAt } from '../../incidents/update-schedule.js';
import type { NewTimelineEntry } from '../../incidents/timeline.js';
import type { Metrics } from '../../observability/metrics.js';
import type { Clock } from '../../shared/clock.js';
import type { AlertId } from '../../shared/ids.js';
import { createCandidates, type Candidates } from './candidates.js';
import { endLooseEnds, touchBriefs } from '../lifecycle/end-loose-ends.js';
import { wake } from '../lifecycle/wake-incident.js';
import { lockHome } from '../known-incident.js';
import { sayTurnInThread } from '../messages/message-turns.js';
import { openIncident, type OpenIncidentDeps } from '../opening/open-incident.js';
import { COMPANIONS_SECONDS, requestInvestigation } from '../investigation/request-investigation.js';
import { draftIfSevere } from '../knowledge/draft-if-severe.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store, Transaction } from '../transaction.js';

/** Alerts handled in one transaction: few enough to commit quickly, many enough for a storm. */
const BATCH = 100;
/** A transaction ends after so long whatever is left: on the embedded database everybody waits for it. */
const TURN_MS = 50;
/** Unresolved incidents considered for grouping. */
const CANDIDATES = 200;

export interface ProcessAlertsDeps extends OpenIncidentDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'incidentsOpened' | 'proposals'>;
  readonly settings: Pick<
    WorkflowSettings,
    'defaultChannel' | 'grouping' | 'reopenWithinSeconds' | 'updateCadence' | 'postmortemFrom'
  >;
}

/**
 * @throws after everything else was handled, when an alert could not be: it stays unhandled and is tried again by the next
 * run, but keeps nobody waiting.
 */
export async function processAlerts(deps: ProcessAlertsDeps): Promise<void> {
  const failed = new Map<AlertId, unknown>();
  let size = BATCH;
  for (;;) {
    let current: AlertId | undefined;
    try {
      const outcome = await deps.store.transaction(async (tx) => {
        await tx.incidents.lockGrouping();
        const alerts = await tx.alerts.takeUnhandled(size, [...failed.keys()]);
        const candidates = createCandidates(tx, CANDIDATES);
        const handled: AlertId[] = [];
        let endsAt: number | undefined;
        for (const alert of alerts) {
          current = alert.id;
          await processAlert(deps, tx, candidates, alert);
          handled.push(alert.id);
          // The first one also reads what there is to join, and does not count.
          const now = deps.clock.now().getTime();
          endsAt ??= now + TURN_MS;
          if (now >= endsAt) break;
        }
        await tx.alerts.markHandled(handled);
        if (alerts.length < size && handled.length === alerts.length) return 'done';
        return handled.length;
      });
      if (outcome === 'done') break;
      // About as many as a turn takes: reading more of them each time than are handled would take longer than handling.
      size = Math.min(BATCH, 2 * outcome);
    } catch (error) {
      // No alert was reached: it is not an alert's fault.
      if (current === undefined) throw error;
      // Alone, so that its companions are not undone with it; what fails alone is left out.
      if (size === 1) failed.set(current, error);
      size = size === 1 ? BATCH : 1;
    }
  }
  if (failed.size === 0) return;
  const [[id, cause] = []] = failed;
  throw new Error(`${failed.size} alerts could not be handled; the first is ${id}.`, { cause });
}

async function processAlert(
  deps: ProcessAlertsDeps,
  tx: Transaction,
  candidates: Candidates,
  alert: StoredAlert,
): Promise<void> {
  if (alert.status === 'resolved') {
    const others = await tx.alerts.endOthers(alert, alert.endsAt ?? alert.lastReceivedAt);
    const incidentIds = new Set([...(alert.incidentId === null ? [] : [alert.incidentId]), ...others]);
    for (const incidentId of incidentIds) await alertResolved(deps, tx, alert, incidentId);
    if (incidentIds.size > 0) candidates.forget();
    return;
  }
  const later = await tx.alerts.findLater(alert);
  if (later) return recordLate(tx, alert, later);
  await tx.alerts.endOthers(alert, beganAt(alert));

  const grouping = decideGrouping(
    { ...alert, startsAt: beganAt(alert) },
    (await candidates.list()).filter(({ resolvedAt }) => resolvedAt === null || beganAt(alert) < resolvedAt),
    deps.catalog(),
    deps.settings.grouping,
  );
  if (grouping.kind === 'join') {
    const incident = await tx.incidents.lock(grouping.incidentId);
    if (incident?.status === 'resolved') {
      // Told late: it began while the trouble lasted, so the trouble is not over.
      candidates.forget();
      if (!(await tx.incidents.findActiveInGroup(incident.groupKey))) {
        return reopen(deps, tx, incident, alert, grouping.reason);
      }
    } else if (incident) {
      candidates.joined(incident.id, alert);
      return isRelapse(incident, alert)
        ? reopen(deps, tx, incident, alert, grouping.reason)
        : join(deps, tx, incident, alert, grouping.reason);
    }
  }
  candidates.forget();
  const former = await findReopenable(deps, tx, alert);
  if (former) {
    const reason = 'the same alert again, soon after the incident was resolved';
    return reopen(deps, tx, former, alert, reason);
  }
  const grouped = await tx.incidents.findActiveInGroup(groupKeyOf(alert));
  if (grouped) return join(deps, tx, grouped, alert, `${alert.source} grouped it with the others`);
  const merged = await findMerged(tx, alert);
  if (merged) return join(deps, tx, merged, alert, 'its group was merged into this incident');
  await open(deps, tx, alert);
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

async function open(deps: ProcessAlertsDeps, tx: Transaction, alert: StoredAlert): Promise<void> {
  const service = serviceOfAlert(alert.labels);
  const now = deps.clock.now();
  const incident = await openIncident(deps, tx, {
    title: titleOf(alert),
    severity: severityOfAlert(alert.labels),
    service,
    source: alert.source,
    groupKey: groupKeyOf(alert),
    startedAt: beganAt(alert),
    now,
    actor: senderOf(alert),
    text: `${alert.name} began to fire${service === null ? '' : ` for ${service}`}.`,
  });
  await tx.alerts.assign(alert.id, incident.id, 'it opened the incident');
}

/** The unresolved incident that the alert's group has become part of. */
async function findMerged(tx: Transaction, alert: StoredAlert): Promise<Incident | undefined> {
  const incident = await tx.incidents.findByGroup(groupKeyOf(alert));
  const home = incident && (await lockHome(tx, incident));
  return home?.status === 'resolved' ? undefined : home;
}

async function join(
  deps: ProcessAlertsDeps,
  tx: Transaction,
  incident: Incident,
  alert: StoredAlert,
  reason: string,
): Promise<void> {
  const now = deps.clock.now();
  const isAsleep = isSnoozed(incident, now);
  const severity = await severityAfter(tx, incident, alert);
  await tx.alerts.assign(alert.id, incident.id, reason);
  const joined = {
    ...incident,
    severity,
    startedAt: beganAt(alert) < incident.startedAt ? beganAt(alert) : incident.startedAt,
  };
  const service = serviceOfAlert(alert.labels);
  await tx.timeline.append({
    incidentId: incident.id,
    kind: 'alert.firing',
    actor: senderOf(alert),
    text: `${alert.name}${service === null ? '' : ` for ${service}`} joined: ${reason}.`,
  });
  const isAlarming = isAsleep && isWorse(severity, incident.severity);
  const current = isAlarming
    ? await wake(deps, tx, joined, { why: `severity ${incident.severity} → ${severity}` })
    : joined;
  const updateDueAt =
    severity === incident.severity
      ? current.updateDueAt
      : rescheduledUpdateAt(current, deps.settings.updateCadence, now);
  await tx.incidents.save({ ...current, updateDueAt });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
  if (isAsleep && !isAlarming) return;
  if (!(await tx.alerts.hasLike(incident.id, alert))) {
    await requestInvestigation(tx, incident.id, `${alert.name} joined`, COMPANIONS_SECONDS);
  }
}

/**
 * A worse alert makes it worse, unless as bad a one of its kind was known before: then somebody has set the severity
 * knowing it, and their word stands.
 */
async function severityAfter(
  tx: Transaction,
  incident: Incident,
  alert: StoredAlert,
): Promise<Incident['severity']> {
  const said = severityOfAlert(alert.labels);
  if (!isWorse(said, incident.severity)) return incident.severity;
  const known = await tx.alerts.severityLabelsLike(incident.id, alert);
  const isKnown = known.some((labels) => !isWorse(said, severityOfAlert(labels)));
  return isKnown ? incident.severity : said;
}

/** The newest incident that this very alert was part of, when it was resolved only a moment ago. */
async function findReopenable(
  deps: ProcessAlertsDeps,
  tx: Transaction,
  alert: StoredAlert,
): Promise<Incident | undefined> {
  const since = new Date(deps.clock.now().getTime() - deps.settings.reopenWithinSeconds * 1000);
  const incident = await tx.incidents.findResolvedWith(alert, since);
  // Its group may have an incident of its own by now, and only one of a group can be open.
  if (!incident || (await tx.incidents.findActiveInGroup(incident.groupKey))) return undefined;
  return tx.incidents.lock(incident.id);
}

async function reopen(
  deps: ProcessAlertsDeps,
  tx: Transaction,
  incident: Incident,
  alert: StoredAlert,
  reason: string,
): Promise<void> {
  await tx.alerts.assign(alert.id, incident.id, reason);
  const reopened = transition(incident, 'reopen', senderOf(alert), deps.clock.now());
  const overSince = incident.resolvedAt ?? incident.mitigatedAt;
  // A new bout is compared with the calm before it, not with the bout before.
  const isNewBout = overSince !== null && beganAt(alert) > overSince;
  const isAttended = (await tx.roles.ofIncident(incident.id)).length > 0;
  await tx.incidents.save({
    ...reopened,
    ...(isNewBout ? { startedAt: beganAt(alert) } : {}),
    updateDueAt: isAttended
      ? nextUpdateAt(reopened, deps.settings.updateCadence, deps.clock.now())
      : reopened.updateDueAt,
  });
  // Asleep, it came back as was feared: waking up tells of it.
  const isAsleep = isSnoozed(incident, deps.clock.now());
  const say = isAsleep
    ? tx.timeline.append
    : (entry: NewTimelineEntry) => sayTurnInThread(tx, deps.clock.now(), entry);
  await say({
    incidentId: incident.id,
    kind: 'incident.reopened',
    actor: senderOf(alert),
    text: `${alert.name} fires: ${incidentLabel(incident)} is open once more.`,
  });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
  if (!isAsleep) await requestInvestigation(tx, incident.id, 'it came back');
  if (incident.status === 'resolved') await touchBriefs(tx, incident.id);
  await tx.jobs.send('sync-paging', { incidentId: incident.id });
}

async function alertResolved(
  deps: ProcessAlertsDeps,
  tx: Transaction,
  alert: StoredAlert,
  incidentId: NonNullable<StoredAlert['incidentId']>,
): Promise<void> {
  const incident = await tx.incidents.lock(incidentId);
  if (!incident) return;
  const stillFiring = await tx.alerts.countFiring(incidentId);
  // Alerts are only part of what a person declared.
  const isLast =
    stillFiring === 0 && incident.source !== DECLARED_SOURCE && canTransition(incident.status, 'resolve');
  await tx.timeline.append({
    incidentId,
    kind: 'alert.resolved',
    actor: senderOf(alert),
    text: `${alert.name} stopped firing${stillFiring === 0 ? '' : `; ${stillFiring} still firing`}.`,
  });
  if (isLast) {
    const resolved = transition(incident, 'resolve', senderOf(alert), deps.clock.now());
    await tx.incidents.save(resolved);
    await sayTurnInThread(tx, deps.clock.now(), {
      incidentId,
      kind: 'incident.resolved',
      actor: senderOf(alert),
      text: 'Resolved: every alert of this incident has stopped firing.',
    });
    await endLooseEnds(deps, tx, incident, senderOf(alert));
    await draftIfSevere(tx, resolved, deps.settings.postmortemFrom);
    await tx.jobs.send('sync-paging', { incidentId });
  }
  if (
    stillFiring === 0 &&
    !isLast &&
    incident.status !== 'resolved' &&
    !isSnoozed(incident, deps.clock.now())
  ) {
    await sayInThread(tx, {
      incidentId,
      kind: 'note',
      actor: FIREWATCH,
      text: 'Every alert of this incident has stopped firing. A person declared it: resolve it when it is over.',
    });
  }
  await tx.notifier.touch({ kind: 'incident_card', incidentId, subjectId: null });
}

const senderOf = (alert: StoredAlert): Actor => ({ kind: 'system', id: alert.source });

/** The rule author's summary when there is one; both are untrusted text. */
function titleOf(alert: StoredAlert): string {
  const summary = alert.annotations['summary']?.trim();
  const service = serviceOfAlert(alert.labels);
  return (summary || `${alert.name}${service === null ? '' : ` on ${service}`}`).slice(0, 200);
}
