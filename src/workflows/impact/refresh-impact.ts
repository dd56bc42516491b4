/**
 * Measures anew how much an incident hurts, while it lasts; shows it when it changed, and calls people when it rose over
 * the bound. A person's word against the score holds: then the score is kept and shown, and nobody is called.
 */
import { findRise, judgeRise } from '../../incidents/escalation.js';
import { isWorthShowing, type Impact } from '../../incidents/impact.js';
import type { Incident } from '../../incidents/incident.js';
import type { Clock } from '../../shared/clock.js';
import type { Jobs, Store, Transaction } from '../transaction.js';
import { callForRise, type CallDeps } from './call-for-rise.js';
import { impactOf, type Measured } from './impact-of.js';
import { measureImpact, type MeasureDeps } from './measure-impact.js';

/** A routine measurement so soon after the last one is one that waited in the queue. */
const FRESH_MS = 20_000;
const HISTORY_MS = 60 * 60_000;

export interface RefreshImpactDeps extends MeasureDeps, CallDeps {
  readonly store: Store;
  readonly clock: Clock;
}

export async function refreshImpact(
  deps: RefreshImpactDeps,
  { incidentId, isRoutine }: Jobs['measure-impact'],
  signal: AbortSignal,
): Promise<void> {
  const read = await deps.store.transaction(async (tx) => {
    const incident = await tx.incidents.get(incidentId);
    const { measured } = await tx.investigations.shown(incidentId);
    return { incident, user: measured?.findings?.failingService ?? null };
  });
  const { incident, user } = read;
  if (!incident || incident.status === 'resolved') return;
  const at = deps.clock.now();
  const age = ageOf(incident, at);
  if (isRoutine && age >= 0 && age < FRESH_MS) return;

  const measured = await measureImpact(deps, { service: incident.service, user }, { at, signal });
  signal.throwIfAborted();

  await deps.store.transaction(async (tx) => {
    const current = await tx.incidents.lock(incidentId);
    // While the backend was asked, somebody may have ended it.
    if (!current || current.status === 'resolved') return;
    // Or somebody who asked after us was answered before us. By much, it is another machine's clock that is wrong.
    const ageNow = ageOf(current, at);
    if (ageNow < 0 && ageNow > -FRESH_MS) return;
    const lastMeasured = await findLastMeasured(tx, current);
    const impact = impactOf(deps.catalog(), current, { ...measured, lastMeasured, at });
    const { saved, isCalled } = await withRise(deps, tx, { ...current, impact });
    await tx.incidents.save(saved);
    if (isCalled || isWorthShowing(current.impact, saved.impact ?? impact))
      await tx.notifier.touch({ kind: 'incident_card', incidentId, subjectId: null });
  });
}

/** Milliseconds since it was measured. */
const ageOf = ({ impact }: Incident, at: Date) =>
  impact ? at.getTime() - impact.computedAt.getTime() : Infinity;

/** Of this bout of trouble: by a measurement of ours, or by the evidence pass. */
async function findLastMeasured(tx: Transaction, current: Incident): Promise<Measured['lastMeasured']> {
  const ours = current.impact?.failing;
  if (ours && Date.parse(ours.at) >= current.startedAt.getTime()) return { ...ours, at: new Date(ours.at) };
  const last = await tx.investigations.lastFailingShare(current.id, current.startedAt);
  return last ? { ...last, service: last.service ?? current.service ?? '', perSecond: null } : null;
}

/** Keeps the score and says what became of it. What rests on no measurement at all can neither rise nor fall. */
async function withRise(
  deps: CallDeps,
  tx: Transaction,
  incident: Incident & { readonly impact: Impact },
): Promise<{ readonly saved: Incident; readonly isCalled: boolean }> {
  const { impact } = incident;
  if (!impact.failing) return { saved: incident, isCalled: false };
  const now = impact.computedAt;
  await tx.impactScores.record(incident.id, impact.score, now);
  const from = new Date(Math.max(incident.startedAt.getTime(), now.getTime() - HISTORY_MS));
  const history = await tx.impactScores.since(incident.id, from);
  const rise = findRise(history, { score: impact.score, now });
  const judged = judgeRise(incident.escalation, {
    score: impact.score,
    isOverridden: incident.impactOverride !== null,
    severity: incident.severity,
    openedAt: incident.openedAt,
    now,
  });
  const risen = {
    ...incident,
    impact: { ...impact, ...(rise && { rise }) },
    escalation: judged.escalation,
  };
  return judged.isCall
    ? { saved: await callForRise(deps, tx, risen), isCalled: true }
    : { saved: risen, isCalled: false };
}
