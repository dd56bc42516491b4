/** Two incidents turn out to be one: the alerts go to the other, and this one is over as far as people are concerned. */
import { incidentLabel, type Actor, type Incident } from '../../incidents/incident.js';
import { isWorse, worseSeverity } from '../../incidents/severity.js';
import { transition } from '../../incidents/state-machine.js';
import { isSnoozed, rescheduledUpdateAt } from '../../incidents/update-schedule.js';
import type { Metrics } from '../../observability/metrics.js';
import { UserInputError } from '../../shared/errors.js';
import { lockIncident } from '../known-incident.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Transaction } from '../transaction.js';
import type { Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import { actorOf, type Person } from '../use-cases/person.js';
import type { AssignRoleDeps } from './assign-role.js';
import { becomePrivate } from './become-private.js';
import { writeChange, type Circumstances } from './change-incident.js';
import { endLooseEnds } from './end-loose-ends.js';
import { openAgain } from './reopen-incident.js';
import { wake } from './wake-incident.js';

export interface MergeDeps extends AssignRoleDeps {
  readonly metrics: Pick<Metrics, 'proposals'>;
}

/** @throws UserInputError when the two cannot become one, with what to do instead. */
export async function mergeIncident(
  deps: MergeDeps,
  by: Person,
  { incidentId, intoId, requestId, reopens = false }: Parameters<LifecycleUseCases['mergeIncident']>[1],
): Promise<Change & { readonly into: Incident }> {
  const actor = actorOf(by);
  return deps.store.transaction(async (tx) => {
    // Alerts must not join the one while it becomes part of the other; and whoever takes two locks takes them in order.
    await tx.incidents.lockGrouping();
    const locked = new Map<string, Incident>();
    for (const id of [...new Set([incidentId, intoId])].sort()) locked.set(id, await lockIncident(tx, id));
    const source = locked.get(incidentId);
    const found = locked.get(intoId);
    if (!source || !found) throw new Error('A locked incident is missing.');
    if (await tx.timeline.ofRequest(source.id, requestId))
      return { incident: source, into: found, isNew: true };
    if (source.mergedInto === found.id) return { incident: source, into: found, isNew: false };
    await refuse(tx, source, found, reopens);

    const now = deps.clock.now();
    const over = source.status === 'resolved' ? source : transition(source, 'resolve', actor, now);
    const incident = { ...over, mergedInto: found.id };
    // First: only one of the two may be open where their sender calls them one.
    await tx.incidents.save(incident);
    const target =
      found.status === 'resolved' ? await reopen(deps, tx, { target: found, source }, { actor, now }) : found;
    const moved = await tx.alerts.moveAll(
      source.id,
      target.id,
      `${incidentLabel(source)} was merged into this incident`,
    );
    await tx.alerts.takeBack(target.id);
    const into = await extend(deps, tx, target, source, now, actor, moved);
    await endLooseEnds(deps, tx, source, actor, target);
    await writeChange(tx, source, actor, requestId, {
      incident,
      kind: 'incident.merged',
      text: `Merged into ${incidentLabel(target)}${told(moved)}. The work goes on there.`,
      isSaid: true,
      details: { into: incidentLabel(target), alerts: moved },
    });
    return { incident, into, isNew: true };
  });
}

async function refuse(tx: Transaction, source: Incident, target: Incident, reopens: boolean): Promise<void> {
  const name = incidentLabel(source);
  const other = incidentLabel(target);
  if (source.id === target.id)
    throw new UserInputError(`${name} cannot become part of itself. Say which other incident it belongs to.`);
  if (source.mergedInto !== null) {
    const home = await tx.incidents.get(source.mergedInto);
    const there = home ? incidentLabel(home) : 'another incident';
    throw new UserInputError(
      `${name} is part of ${there} already. Merge ${there} into ${other} if they are one.`,
    );
  }
  if (target.mergedInto !== null) {
    const home = await tx.incidents.get(target.mergedInto);
    if (home?.id === source.id)
      throw new UserInputError(
        `${other} is part of ${name} already, and a merge cannot be turned around. Go on in ${name}.`,
      );
    const there = home ? incidentLabel(home) : 'another incident';
    throw new UserInputError(`${other} is part of ${there}. Merge ${name} into ${there} instead.`);
  }
  if (target.status === 'resolved' && (!reopens || source.status === 'resolved'))
    throw new UserInputError(
      `${other} is resolved. Reopen it first, or merge ${other} into ${name} if that one is still going on.`,
    );
}

/** What was over and is back: the thread hears why before it hears what it gains. */
async function reopen(
  deps: MergeDeps,
  tx: Transaction,
  { target, source }: { readonly target: Incident; readonly source: Incident },
  circumstances: Circumstances,
): Promise<Incident> {
  const { actor } = circumstances;
  const reopened = await openAgain(deps, tx, target, circumstances);
  const name = incidentLabel(source);
  await sayInThread(tx, {
    incidentId: target.id,
    kind: 'incident.reopened',
    actor,
    text: `Reopened: it is back as ${name}.`,
  });
  await tx.audit.append({
    actor,
    event: 'incident.reopened',
    subject: target.id,
    details: { incident: incidentLabel(target), reason: `${name} was merged into it` },
  });
  await tx.storms.release(target.id);
  await tx.jobs.send('sync-paging', { incidentId: target.id });
  // A new bout is compared with the calm before it, not with the bout before.
  return { ...reopened, startedAt: source.startedAt };
}

/** The target with what it has gained, saved and told. */
async function extend(
  deps: MergeDeps,
  tx: Transaction,
  target: Incident,
  source: Incident,
  now: Date,
  actor: Actor,
  moved: number,
): Promise<Incident> {
  const severity = worseSeverity(target.severity, source.severity);
  const isAlarming = isSnoozed(target, now) && isWorse(severity, target.severity);
  const extended: Incident = {
    ...target,
    severity,
    startedAt: source.startedAt < target.startedAt ? source.startedAt : target.startedAt,
  };
  const awake = isAlarming
    ? await wake(deps, tx, extended, { why: `severity ${target.severity} → ${severity}` })
    : extended;
  const kept = source.isPrivate
    ? await becomePrivate(tx, awake, `${incidentLabel(source)} is private, and part of it now`)
    : awake;
  const into = { ...kept, updateDueAt: rescheduledUpdateAt(kept, deps.settings.updateCadence, now) };
  await tx.incidents.save(into);
  if (severity !== target.severity) await tx.jobs.send('sync-paging', { incidentId: target.id });
  const rise = severity === target.severity ? '' : ` Severity ${target.severity} → ${severity}.`;
  await sayInThread(tx, {
    incidentId: target.id,
    kind: 'incident.merged',
    actor,
    text: `${incidentLabel(source)} (${source.title}) is part of this incident now${told(moved)}.${rise}`,
  });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: target.id, subjectId: null });
  if (moved > 0 && !isSnoozed(into, now))
    await requestInvestigation(tx, target.id, `${incidentLabel(source)} was merged into it`);
  return into;
}

const told = (moved: number) => (moved === 0 ? '' : `, with ${moved} alert${moved === 1 ? '' : 's'}`);
