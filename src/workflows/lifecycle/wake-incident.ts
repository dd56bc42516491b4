/** Ends an incident's sleep and says what happened meanwhile. */
import { FIREWATCH, type Actor, type Incident } from '../../incidents/incident.js';
import { nextUpdateAt } from '../../incidents/update-schedule.js';
import type { Logger } from '../../observability/logger.js';
import type { Clock } from '../../shared/clock.js';
import type { IncidentId } from '../../shared/ids.js';
import { oneByOne } from '../one-by-one.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store, Transaction } from '../transaction.js';

/** Entries looked through for what happened; a longer sleep full of alerts is told by its newest part. */
const LOOKED_THROUGH = 500;

export interface WakeDeps {
  readonly clock: Clock;
  readonly settings: Pick<WorkflowSettings, 'updateCadence'>;
}

/** The incident awake, for the caller to save, who holds its lock. `why` is the end of a sentence. */
export async function wake(
  deps: WakeDeps,
  tx: Transaction,
  incident: Incident,
  { why, actor = FIREWATCH }: { why: string; actor?: Actor },
): Promise<Incident> {
  const awake = await wakeQuietly(deps, tx, incident);
  await sayInThread(tx, {
    incidentId: incident.id,
    kind: 'incident.woken',
    actor,
    text: `Awake again, ${why}. ${await tellMeanwhile(tx, incident.id)}`,
  });
  return awake;
}

/** The same without a word, for callers that say it themselves. */
export async function wakeQuietly(deps: WakeDeps, tx: Transaction, incident: Incident): Promise<Incident> {
  const { joined, merged } = await countMeanwhile(tx, incident.id);
  if (joined + merged > 0) await requestInvestigation(tx, incident.id, 'it woke up');
  const awake = { ...incident, snoozedUntil: null };
  const isAttended = incident.acknowledgedBy !== null || (await tx.roles.ofIncident(incident.id)).length > 0;
  return {
    ...awake,
    updateDueAt: isAttended ? nextUpdateAt(awake, deps.settings.updateCadence, deps.clock.now()) : null,
  };
}

/** What happened since it fell asleep, in a sentence or two. */
export async function tellMeanwhile(tx: Transaction, id: IncidentId): Promise<string> {
  const { joined, ended, merged } = await countMeanwhile(tx, id);
  const firing = await tx.alerts.countFiring(id);
  const now =
    firing === 0 ? 'No alert fires now.' : `${alerts(firing)} ${firing === 1 ? 'fires' : 'fire'} now.`;
  if (joined + ended + merged === 0) return `Nothing happened meanwhile. ${now}`;
  const others = `${merged} other incident${merged === 1 ? '' : 's'} became part of it, `;
  return `Meanwhile ${merged === 0 ? '' : others}${joined === 0 ? 'no alert' : alerts(joined)} joined and ${ended === 0 ? 'none' : ended} stopped firing. ${now}`;
}

/** Wakes everything whose time has come. One transaction each: one that fails keeps no other asleep. */
export async function wakeSleepers(deps: WakeDeps & { store: Store; log: Logger }): Promise<void> {
  const ids = await deps.store.transaction((tx) => tx.incidents.wakeable());
  await oneByOne(deps.log, 'an incident could not be woken', ids, (id) =>
    deps.store.transaction(async (tx) => {
      const incident = await tx.incidents.lock(id);
      // Meanwhile somebody may have resolved it or let it sleep longer.
      if (!incident?.snoozedUntil || incident.snoozedUntil > deps.clock.now()) return;
      await tx.incidents.save(await wake(deps, tx, incident, { why: 'its time is over' }));
      await tx.notifier.touch({ kind: 'incident_card', incidentId: id, subjectId: null });
    }),
  );
}

async function countMeanwhile(
  tx: Transaction,
  id: IncidentId,
): Promise<{ joined: number; ended: number; merged: number }> {
  const entries = await tx.timeline.list(id, LOOKED_THROUGH);
  const asleepSince = entries.findLastIndex(({ kind }) => kind === 'incident.snoozed');
  const meanwhile = entries.slice(asleepSince + 1);
  const count = (...kinds: string[]) => meanwhile.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    joined: count('alert.firing', 'incident.reopened'),
    ended: count('alert.resolved'),
    merged: count('incident.merged'),
  };
}

const alerts = (n: number) => `${n} alert${n === 1 ? '' : 's'}`;
