/** The first half of an investigation: the evidence pass, unless an earlier try has stored its findings. */
import { serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import type { Evidence } from '../../incidents/evidence.js';
import { FIREWATCH, type Incident } from '../../incidents/incident.js';
import type { ImpactInput } from '../../incidents/impact-parts.js';
import { hasCharts, SIGNAL_CHARTS } from '../charts/message-charts.js';
import { createSecretKeeper } from '../evidence/secret-keeper.js';
import { runEvidencePass } from '../evidence/run-evidence-pass.js';
import { impactOf } from '../impact/impact-of.js';
import type { SetAside, StoredFindings, Transaction } from '../transaction.js';
import type { InvestigateIncidentDeps } from './investigation-deps.js';
import type { Subject } from './investigation-subject.js';
import { COMPANIONS_SECONDS, requestInvestigation } from './request-investigation.js';
import { judgeLook } from './set-aside.js';

const NO_SIGNALS = 'the metrics backend did not answer';
const REPEAT_AFTER_SECONDS = 15;
const MAX_REPEATS = 3;

interface Found {
  readonly findings: StoredFindings;
  readonly evidence: readonly Evidence[];
  /** Why nothing is concluded from it; null when something is. */
  readonly setAside: SetAside | null;
}

export async function ensureFindings(
  deps: InvestigateIncidentDeps,
  { investigation, incident, alerts }: Subject,
  signal: AbortSignal,
): Promise<Found> {
  if (investigation.findings) {
    const all = await deps.store.transaction((tx) => tx.evidence.list(incident.id));
    const byId = new Map(all.map((one) => [one.id, one]));
    const evidence = investigation.evidenceIds.flatMap((id) => byId.get(id) ?? []);
    return { findings: investigation.findings, evidence, setAside: investigation.setAside };
  }
  const stopTimer = deps.metrics.investigationSeconds.startTimer({ step: 'evidence' });
  const now = deps.clock.now();
  const { observations, ...findings } = await runEvidencePass(deps, { incident, alerts, now, signal });
  signal.throwIfAborted();
  const keeper = await createSecretKeeper(deps.privacy, incident.id);
  const shown = observations.map((observation) => keeper.hide(observation));
  const { evidence, setAside } = await deps.store.transaction(async (tx) => {
    const current = await tx.incidents.lock(incident.id);
    const stored = await tx.evidence.add(incident.id, shown);
    const ids = stored.map((one) => one.id);
    const { measured } = await tx.investigations.shown(incident.id);
    const aside = judgeLook(findings, measured, current ?? incident);
    await tx.investigations.saveFindings(investigation.id, findings, ids, aside);
    // What saw too little says nothing new of how bad it is either.
    if (current && (aside === null || current.impact === null)) {
      const last = await tx.investigations.lastFailingShare(incident.id, current.startedAt);
      const impact = impactOf(deps.catalog(), current, {
        failing: failingOf(findings, current),
        lastMeasured: last
          ? { ...last, service: last.service ?? current.service ?? '', perSecond: null }
          : null,
        budgets: current.impact?.components.find(({ name }) => name === 'error_budget') ?? null,
        at: now,
      });
      const rise = current.impact?.rise;
      await tx.incidents.save({ ...current, impact: { ...impact, ...(rise && { rise }) } });
      // Traffic and error budgets are asked for apart, so that they delay nothing of this.
      await tx.jobs.send('measure-impact', { incidentId: incident.id, isRoutine: false });
    }
    await tx.timeline.append({
      incidentId: incident.id,
      kind: 'evidence.gathered',
      actor: FIREWATCH,
      text:
        aside?.why ??
        `Looked at ${stored.length} things; ${stored.filter((one) => one.isAnomalous).length} of them stand out.`,
    });
    await lookAtCompanions(tx, incident, alerts);
    const isBlind = aside !== null || !stored.some((one) => one.kind === 'signal');
    if (deps.metricsSource && isBlind) await lookAgain(tx, incident);
    await tx.notifier.touch({ kind: 'evidence', incidentId: incident.id, subjectId: null });
    await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
    // Its own message, so that no picture delays a word.
    if (hasCharts(stored))
      await tx.notifier.touch({ kind: 'chart', incidentId: incident.id, subjectId: SIGNAL_CHARTS });
    return { evidence: stored, setAside: aside };
  });
  stopTimer();
  return { findings, evidence, setAside };
}

/** The share that the pass found; how many that are a second is as it was last measured, until the next measurement. */
function failingOf(
  { failingShare, failingService }: Pick<StoredFindings, 'failingShare' | 'failingService'>,
  { service, impact }: Incident,
): ImpactInput['failing'] {
  const name = failingService ?? service;
  if (failingShare === null || name === null) return { service, share: null, why: null };
  const perSecond = impact?.failing?.service === name ? impact.failing.perSecond : null;
  return { service: name, share: failingShare, perSecond, queries: [] };
}

/** Alerts of another kind that joined since `seen` was read: no pass has looked at them. */
async function lookAtCompanions(
  tx: Transaction,
  incident: Incident,
  seen: readonly StoredAlert[],
): Promise<void> {
  const kindOf = (alert: StoredAlert) => JSON.stringify([alert.name, serviceOfAlert(alert.labels)]);
  const kinds = new Set(seen.map(kindOf));
  const companion = (await tx.alerts.ofIncident(incident.id)).find((alert) => !kinds.has(kindOf(alert)));
  if (!companion) return;
  await requestInvestigation(tx, incident.id, `${companion.name} joined`, COMPANIONS_SECONDS);
}

/** Not one signal could be read, or too few: the metrics backend may be back in a moment. */
async function lookAgain(tx: Transaction, incident: Incident): Promise<void> {
  const earlier = await tx.investigations.latest(incident.id);
  if (earlier.filter(({ reason }) => reason === NO_SIGNALS).length >= MAX_REPEATS) return;
  await requestInvestigation(tx, incident.id, NO_SIGNALS, REPEAT_AFTER_SECONDS);
}
