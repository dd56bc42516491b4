/**
 * Whether an investigation that was asked for should run now: not when the trouble is over, later while a fix or another
 * look is under way, and again when alerts still fire although a fix worked.
 */
import type { InvestigateDeps } from '../../agent/investigate.js';
import type { EarlierWork } from '../../agent/investigation.js';
import type { StoredAlert } from '../../incidents/alert.js';
import { FIREWATCH, type Incident } from '../../incidents/incident.js';
import { transition } from '../../incidents/state-machine.js';
import type { Clock } from '../../shared/clock.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { WorkflowSettings } from '../settings.js';
import type { Investigation, Store, Transaction } from '../transaction.js';

export interface SubjectDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly agent: Pick<InvestigateDeps, 'model' | 'limits'>;
  readonly settings: Pick<WorkflowSettings, 'settleSeconds'>;
}

/** How long to wait before asking again whether the look before this one is done. */
const ASK_AGAIN_SECONDS = 5;
/** What a model's run may take beyond its limit, before it counts as lost with its process. */
const GRACE_MS = 60_000;

export interface Subject {
  readonly investigation: Investigation;
  readonly incident: Incident;
  readonly alerts: readonly StoredAlert[];
  readonly earlier: EarlierWork | undefined;
}

/** Undefined when there is nothing to do now; what has to be done later is enqueued. */
export async function readSubject(deps: SubjectDeps, id: string): Promise<Subject | undefined> {
  return deps.store.transaction(async (tx) => {
    const investigation = await tx.investigations.get(id);
    if (!investigation || investigation.finishedAt) return undefined;
    const incident = await tx.incidents.get(investigation.incidentId);
    if (!incident || incident.status === 'resolved') {
      await tx.investigations.finish(id, null);
      return undefined;
    }
    if (incident.status === 'mitigated' && !(await isUnfinished(deps, tx, incident, id))) return undefined;
    const others = (await tx.investigations.latest(incident.id)).filter((other) => other.id !== id);
    // One model at a time thinks about an incident; the next look then knows what this one concludes and proposes.
    const isOtherThinking =
      deps.agent.model !== null && others.some((other) => isUnderWay(deps, other, investigation));
    if (isOtherThinking || (await isBeingFixed(tx, incident))) {
      await tx.jobs.send(
        'investigate-incident',
        { investigationId: id },
        { startAfterSeconds: ASK_AGAIN_SECONDS },
      );
      return undefined;
    }
    const alerts = await tx.alerts.ofIncident(incident.id);
    return { investigation, incident, alerts, earlier: await readEarlier(tx, incident) };
  });
}

/**
 * After a fix that worked: whether alerts still fire although they had time to notice, so that there is another trouble to
 * look for. Otherwise the look ends, or is put off until they had their time.
 */
async function isUnfinished(
  deps: SubjectDeps,
  tx: Transaction,
  incident: Incident,
  investigationId: string,
): Promise<boolean> {
  const firing = await tx.alerts.countFiring(incident.id);
  if (firing === 0) {
    await tx.investigations.finish(investigationId, null);
    return false;
  }
  const now = deps.clock.now();
  const waited = (now.getTime() - (incident.mitigatedAt ?? now).getTime()) / 1000;
  if (waited < deps.settings.settleSeconds) {
    const startAfterSeconds = Math.ceil(deps.settings.settleSeconds - waited);
    await tx.jobs.send('investigate-incident', { investigationId }, { startAfterSeconds });
    return false;
  }
  const current = await tx.incidents.lock(incident.id);
  if (current?.status !== 'mitigated') return false;
  await tx.incidents.save(transition(current, 'reopen', FIREWATCH, now));
  await sayInThread(tx, {
    incidentId: incident.id,
    kind: 'incident.reopened',
    actor: FIREWATCH,
    text: `The fix worked, but ${firing === 1 ? 'an alert still fires' : `${firing} alerts still fire`}: looking again.`,
  });
  return true;
}

/** Whether another look began before this one and its model may still be at it. */
function isUnderWay(deps: SubjectDeps, other: Investigation, mine: Investigation): boolean {
  if (mine.findings || !other.findings || other.finishedAt) return false;
  const age = deps.clock.now().getTime() - other.requestedAt.getTime();
  return age < deps.agent.limits.seconds * 1000 + GRACE_MS;
}

async function readEarlier(tx: Transaction, incident: Incident): Promise<EarlierWork | undefined> {
  const proposals = await tx.proposals.ofIncident(incident.id);
  const analysis = (await tx.investigations.shown(incident.id)).analysed?.analysis ?? null;
  return analysis || proposals.length > 0 ? { analysis, proposals } : undefined;
}

/** What is measured during a fix is the recovery, and would be read as a new trouble; what comes of it is soon known. */
async function isBeingFixed(tx: Transaction, incident: Incident): Promise<boolean> {
  const proposals = await tx.proposals.ofIncident(incident.id);
  return proposals.some(({ status }) => ['approved', 'executing', 'verifying'].includes(status));
}
