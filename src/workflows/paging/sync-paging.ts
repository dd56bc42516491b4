/**
 * Brings an incident and its copy in the paging system together, both ways, and learns who is on call. Safe to repeat: both
 * sides are read, what is to be done is decided from what they were when they last agreed, and only then is it done.
 */
import type { Escalation } from '../../incidents/impact.js';
import { incidentLabel, type Incident, type OnCallPerson } from '../../incidents/incident.js';
import type { PagingSystem } from '../../incidents/ports/paging-system.js';
import type { IncidentId } from '../../shared/ids.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Transaction } from '../transaction.js';
import { compareWithCopy, type Compared } from './compare-with-copy.js';
import { findCopy } from './find-copy.js';
import { ITSELF, type PagingDeps } from './paging-deps.js';

/** Longer than one takes: the job counts as dead after two minutes. */
const CLAIM_SECONDS = 130;
/** Another worker has it, and may have read what was before this was asked for. */
const AGAIN_SECONDS = 3;

export async function syncPaging(deps: PagingDeps, id: IncidentId, signal: AbortSignal): Promise<void> {
  const { store, paging } = deps;
  const incident = await store.transaction((tx) => tx.incidents.get(id));
  const service = incident?.service ? deps.catalog().get(incident.service) : undefined;
  if (!paging || !incident || !service?.pagerDutyServiceId) return;

  const copy = await findCopy({ store, paging }, incident, service.pagerDutyServiceId, signal);
  const state = await store.transaction(async (tx) => {
    const claimed = await tx.paging.claim(id, copy ?? null, CLAIM_SECONDS);
    if (!claimed) await tx.jobs.send('sync-paging', { incidentId: id }, { startAfterSeconds: AGAIN_SECONDS });
    return claimed;
  });
  if (!state) return;
  try {
    const compared = copy
      ? await compareWithCopy({ ...deps, paging }, { incident, copy, state }, signal)
      : null;
    const onCall = await findOnCall(deps, paging, incident, service.pagerDutyServiceId, signal);
    await store.transaction((tx) => record(tx, incident, { copy, compared, onCall }));
  } catch (error) {
    await store.transaction((tx) => tx.paging.release(id));
    throw error;
  }
}

async function record(
  tx: Transaction,
  { id, status, severity, reopenCount, escalation }: Incident,
  {
    copy = null,
    compared,
    onCall,
  }: {
    copy: string | null | undefined;
    compared: Compared | null;
    onCall: readonly OnCallPerson[] | undefined;
  },
): Promise<void> {
  const current = await tx.incidents.lock(id);
  await tx.paging.release(id, copy !== null && compared ? { pagingId: copy, ...compared.state } : undefined);
  if (!current) return;
  const isSameBout = current.reopenCount === reopenCount;
  await tx.incidents.save({
    ...current,
    // Another job may have recorded one meanwhile, and reopening takes away the one that we found.
    pagerDutyIncidentId: current.pagerDutyIncidentId ?? (isSameBout ? copy : null),
    onCall: onCall ?? current.onCall,
    escalation: withPaged(current.escalation, compared ? escalation : null),
  });
  for (const text of compared?.told ?? [])
    await tx.timeline.append({ incidentId: id, kind: 'note', actor: ITSELF, text });
  if (compared?.warning !== undefined)
    await sayInThread(tx, { incidentId: id, kind: 'note', actor: ITSELF, text: compared.warning });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: id, subjectId: null });
  // It changed while we were talking to the paging system: once more, with the new state.
  const expected = compared?.state.agreed?.ours ?? { status, severity };
  const isCalled = current.escalation?.call?.at !== escalation?.call?.at;
  const isChanged = current.status !== expected.status || current.severity !== expected.severity;
  if (!isSameBout || isChanged || isCalled) await tx.jobs.send('sync-paging', { incidentId: id });
}

/** A call that came meanwhile is not the one that was passed on. */
function withPaged(current: Escalation | null, told: Escalation | null): Escalation | null {
  if (!current?.call || current.call.at !== told?.call?.at) return current;
  return { ...current, call: { ...current.call, isPaged: true } };
}

/** Undefined when it cannot be found out, which must keep nobody from being called; or when nobody is needed any more. */
async function findOnCall(
  deps: Pick<PagingDeps, 'log'>,
  paging: PagingSystem,
  incident: Incident,
  serviceId: string,
  signal: AbortSignal,
): Promise<readonly OnCallPerson[] | undefined> {
  if (incident.status === 'resolved') return undefined;
  try {
    return await paging.onCall(serviceId, signal);
  } catch (error) {
    deps.log.warn({ err: error, incident: incidentLabel(incident) }, 'nobody could be found on call');
    return undefined;
  }
}
