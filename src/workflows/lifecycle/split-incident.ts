/** Some of an incident's alerts turn out to be about something else: they get an incident of their own, for good. */
import { beganAt, serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import { FIREWATCH, incidentLabel, type Actor, type Incident } from '../../incidents/incident.js';
import { severityOfAlert, worseSeverity } from '../../incidents/severity.js';
import { UserInputError } from '../../shared/errors.js';
import { titleOf } from '../alerts/open-for-alert.js';
import { lockIncident } from '../known-incident.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import { sayInThread } from '../messages/say-in-thread.js';
import { openIncident, type OpenIncidentDeps } from '../opening/open-incident.js';
import type { Transaction } from '../transaction.js';
import type { AlertChoice, Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import { actorOf, type Person } from '../use-cases/person.js';
import { becomePrivate } from './become-private.js';
import { writeChange, type ChangeDeps } from './change-incident.js';

/** @throws UserInputError when these alerts cannot leave, with what to do instead. */
export async function splitIncident(
  deps: ChangeDeps & OpenIncidentDeps,
  by: Person,
  { incidentId, requestId, which }: Parameters<LifecycleUseCases['splitIncident']>[1],
): Promise<Change & { readonly into: Incident; readonly moved: number }> {
  const actor = actorOf(by);
  // The request may be handled twice after a crash; its id is the group, and a group opens one incident.
  const groupKey = `split:${requestId}`;
  return deps.store.transaction(async (tx) => {
    // Alerts must not join while they leave.
    await tx.incidents.lockGrouping();
    const incident = await lockIncident(tx, incidentId);
    const earlier = await tx.incidents.findByGroup(groupKey);
    if (earlier) {
      const moved = (await tx.alerts.ofIncident(earlier.id)).length;
      return { incident, into: earlier, moved, isNew: true };
    }
    refuseEnded(incident);
    const all = await tx.alerts.ofIncident(incidentId);
    const leaving = chosenAmong(all, which);
    refuseChoice(incident, all, leaving, which);

    const opened = await openFor(deps, tx, { actor, groupKey, incident, leaving });
    const moved = await tx.alerts.splitOff(
      leaving.map(({ id }) => id),
      incident.id,
      opened.id,
      `a person split it off ${incidentLabel(incident)}`,
    );
    const names = named(leaving);
    await writeChange(tx, incident, actor, requestId, {
      incident,
      kind: 'incident.split',
      text: `${alertsIn(moved)} left for ${incidentLabel(opened)}: ${names}. They do not come back by themselves.`,
      isSaid: true,
      details: { into: incidentLabel(opened), alerts: moved, names },
    });
    await tx.timeline.append({
      incidentId: opened.id,
      kind: 'alert.firing',
      actor,
      text: `${alertsIn(moved)} came from ${incidentLabel(incident)}: ${names}.`,
    });
    await requestInvestigation(tx, incident.id, `${alertsIn(moved)} left it`);
    await sayIfNothingFires(tx, incident);
    return { incident, into: opened, moved, isNew: true };
  });
}

async function openFor(
  deps: ChangeDeps & OpenIncidentDeps,
  tx: Transaction,
  {
    actor,
    groupKey,
    incident,
    leaving,
  }: {
    readonly actor: Actor;
    readonly groupKey: string;
    readonly incident: Incident;
    readonly leaving: readonly StoredAlert[];
  },
): Promise<Incident> {
  const first = leaving.find(({ status }) => status === 'firing') ?? leaving[0];
  if (!first) throw new Error('Nothing leaves.');
  const begins = leaving.map((alert) => beganAt(alert).getTime());
  const opened = await openIncident(deps, tx, {
    title: titleOf(first),
    severity: leaving.map(({ labels }) => severityOfAlert(labels)).reduce(worseSeverity),
    service: serviceOfAlert(first.labels),
    source: first.source,
    groupKey,
    startedAt: new Date(Math.min(...begins)),
    now: deps.clock.now(),
    actor,
    text: `Split off ${incidentLabel(incident)} (${incident.title}) by hand.`,
  });
  if (!incident.isPrivate) return opened;
  const hidden = await becomePrivate(
    tx,
    opened,
    `${incidentLabel(incident)}, where it comes from, is private`,
  );
  await tx.incidents.save(hidden);
  return hidden;
}

/** Its last alerts may have left: nobody else would say that it could be over. */
async function sayIfNothingFires(tx: Transaction, incident: Incident): Promise<void> {
  if ((await tx.alerts.countFiring(incident.id)) > 0) return;
  await sayInThread(tx, {
    incidentId: incident.id,
    kind: 'note',
    actor: FIREWATCH,
    text: 'None of the alerts that are left fires: resolve it if it is over.',
  });
}

function chosenAmong(all: readonly StoredAlert[], which: AlertChoice): readonly StoredAlert[] {
  if ('named' in which) {
    const wanted = which.named.toLowerCase();
    return all.filter(
      ({ name, labels }) => name.toLowerCase() === wanted || serviceOfAlert(labels)?.toLowerCase() === wanted,
    );
  }
  const ids = new Set(which.alertIds);
  const kinds = new Set(all.filter(({ id }) => ids.has(id)).map(kindOf));
  return all.filter((alert) => kinds.has(kindOf(alert)));
}

/** What is chosen together: people know alerts by name and service, not by instance. */
const kindOf = ({ name, labels }: StoredAlert) => JSON.stringify([name, serviceOfAlert(labels)]);

function refuseEnded(incident: Incident): void {
  const name = incidentLabel(incident);
  if (incident.mergedInto !== null)
    throw new UserInputError(
      `${name} is part of another incident, and its alerts are there. Split that one.`,
    );
  if (incident.status === 'resolved')
    throw new UserInputError(`${name} is resolved. Reopen it first if its alerts are not over.`);
}

function refuseChoice(
  incident: Incident,
  all: readonly StoredAlert[],
  leaving: readonly StoredAlert[],
  which: AlertChoice,
): void {
  const name = incidentLabel(incident);
  if (leaving.length === 0) {
    const asked = 'named' in which ? ` of a service or with a name \`${which.named}\`` : '';
    const there = all.length === 0 ? '' : ` It has ${named(all)}.`;
    throw new UserInputError(`${name} has no alerts${asked}.${there}`);
  }
  if (leaving.length === all.length)
    throw new UserInputError(`Those are all alerts of ${name}, and some have to stay. Choose fewer of them.`);
  if (!leaving.some(({ status }) => status === 'firing'))
    throw new UserInputError(`None of those fires any more, so there is nothing to work on elsewhere.`);
}

const NAMED = 5;

/** `HighErrorRate for payments, Down` and how many more. */
function named(alerts: readonly StoredAlert[]): string {
  const names = new Set(
    alerts.map(({ name, labels }) => {
      const service = serviceOfAlert(labels);
      return service === null ? name : `${name} for ${service}`;
    }),
  );
  const left = names.size - NAMED;
  return [...[...names].slice(0, NAMED), ...(left > 0 ? [`${left} more`] : [])].join(', ');
}

const alertsIn = (count: number) => `${count} alert${count === 1 ? '' : 's'}`;
