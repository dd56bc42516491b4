/**
 * One investigation: the evidence pass first, so that people see something useful within seconds; then the analysis, by a
 * model or by rules. Each half is stored when it is done, and a restart goes on after the last stored half.
 */
import { investigate, type InvestigateDeps } from '../agent/investigate.js';
import type { EarlierWork } from '../agent/investigation.js';
import type { Analysis } from '../agent/report.js';
import type { Evidence } from '../incidents/evidence.js';
import { FIREWATCH, incidentLabel, type Incident } from '../incidents/incident.js';
import { serviceOfAlert, type StoredAlert } from '../incidents/alert.js';
import { transition } from '../incidents/state-machine.js';
import type { MetricsSource } from '../incidents/ports.js';
import type { RunbookLibrary } from '../incidents/runbook.js';
import type { ServiceCatalog } from '../incidents/service.js';
import { NO_METRICS } from '../incidents/no-metrics.js';
import type { Clock } from '../shared/clock.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { gatherEvidence } from './gather-evidence.js';
import { moveProposal } from './move-proposal.js';
import { impactOf } from './open-incident.js';
import { proposeRemediation, type ProposeDeps } from './propose-remediation.js';
import { COMPANIONS_SECONDS, requestInvestigation } from './request-investigation.js';
import { sayInThread } from './say-in-thread.js';
import type { WorkflowSettings } from './settings.js';
import type { Investigation, Store, StoredFindings, Transaction } from './transaction.js';

/** Changes shown to the analysis; more are noise. */
const MAX_CHANGES = 50;
const NO_SIGNALS = 'the metrics backend did not answer';
const REPEAT_AFTER_SECONDS = 15;
const MAX_REPEATS = 3;

export interface InvestigateIncidentDeps extends Omit<ProposeDeps, 'settings' | 'metrics'> {
  readonly store: Store;
  readonly clock: Clock;
  readonly catalog: () => ServiceCatalog;
  readonly runbooks: () => RunbookLibrary;
  readonly metricsSource: MetricsSource | null;
  /** Model, tools and limits. */
  readonly agent: Pick<InvestigateDeps, 'model' | 'tools' | 'limits'>;
  readonly settings: WorkflowSettings;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** How long to wait before asking again whether the look before this one is done. */
const ASK_AGAIN_SECONDS = 5;
/** What a model's run may take beyond its limit, before it counts as lost with its process. */
const GRACE_MS = 60_000;

interface Subject {
  readonly investigation: Investigation;
  readonly incident: Incident;
  readonly alerts: readonly StoredAlert[];
  readonly earlier: EarlierWork | undefined;
}

export async function investigateIncident(
  deps: InvestigateIncidentDeps,
  investigationId: string,
  signal: AbortSignal,
): Promise<void> {
  const subject = await readSubject(deps, investigationId);
  if (!subject) return;
  const { findings, evidence } = await ensureFindings(deps, subject, signal);
  const { analysis, proposed } = await analyse(deps, subject, findings, evidence, signal);
  await conclude(deps, subject, analysis, proposed);
}

/** Undefined when there is nothing left to do. */
async function readSubject(deps: InvestigateIncidentDeps, id: string): Promise<Subject | undefined> {
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
    return { investigation, incident, alerts, earlier: await readEarlier(tx, incident, others) };
  });
}

/**
 * After a fix that worked: whether alerts still fire although they had time to notice, so that there is another trouble to
 * look for. Otherwise the look ends, or is put off until they had their time.
 */
async function isUnfinished(
  deps: InvestigateIncidentDeps,
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
function isUnderWay(deps: InvestigateIncidentDeps, other: Investigation, mine: Investigation): boolean {
  if (mine.findings || !other.findings || other.finishedAt) return false;
  const age = deps.clock.now().getTime() - other.requestedAt.getTime();
  return age < deps.agent.limits.seconds * 1000 + GRACE_MS;
}

async function readEarlier(
  tx: Transaction,
  incident: Incident,
  others: readonly Investigation[],
): Promise<EarlierWork | undefined> {
  const proposals = await tx.proposals.ofIncident(incident.id);
  const analysis = others.find((other) => other.analysis !== null)?.analysis ?? null;
  return analysis || proposals.length > 0 ? { analysis, proposals } : undefined;
}

/** What is measured during a fix is the recovery, and would be read as a new trouble; what comes of it is soon known. */
async function isBeingFixed(tx: Transaction, incident: Incident): Promise<boolean> {
  const proposals = await tx.proposals.ofIncident(incident.id);
  return proposals.some(({ status }) => ['approved', 'executing', 'verifying'].includes(status));
}

async function ensureFindings(
  deps: InvestigateIncidentDeps,
  { investigation, incident, alerts }: Subject,
  signal: AbortSignal,
): Promise<{ findings: StoredFindings; evidence: readonly Evidence[] }> {
  if (investigation.findings) {
    const all = await deps.store.transaction((tx) => tx.evidence.list(incident.id));
    const byId = new Map(all.map((one) => [one.id, one]));
    const evidence = investigation.evidenceIds.flatMap((id) => byId.get(id) ?? []);
    return { findings: investigation.findings, evidence };
  }
  const stopTimer = deps.metrics.investigationSeconds.startTimer({ step: 'evidence' });
  const now = deps.clock.now();
  const since = new Date(incident.startedAt.getTime() - deps.settings.changesSeconds * 1000);
  const changes = await deps.store.transaction((tx) =>
    tx.changes.list({ services: [], range: { start: since, end: now }, limit: MAX_CHANGES }),
  );
  const { observations, ...findings } = await gatherEvidence(
    {
      metrics: deps.metricsSource,
      catalog: deps.catalog(),
      runbooks: deps.runbooks(),
      settings: { ...deps.settings, passTimeoutMs: deps.settings.evidenceTimeoutMs },
    },
    { incident, alerts, changes, now, signal },
  );
  signal.throwIfAborted();
  const evidence = await deps.store.transaction(async (tx) => {
    const current = await tx.incidents.lock(incident.id);
    const stored = await tx.evidence.add(incident.id, observations);
    const ids = stored.map((one) => one.id);
    await tx.investigations.saveFindings(investigation.id, findings, ids);
    if (current) {
      const impact = impactOf(deps.catalog(), incident.service, findings.failingShare, now);
      await tx.incidents.save({ ...current, impact });
    }
    await tx.timeline.append({
      incidentId: incident.id,
      kind: 'evidence.gathered',
      actor: FIREWATCH,
      text: `Looked at ${stored.length} things, ${stored.filter((one) => one.isAnomalous).length} of them unusual.`,
    });
    await lookAtCompanions(tx, incident, alerts);
    if (deps.metricsSource && !stored.some((one) => one.kind === 'signal')) await lookAgain(tx, incident);
    await tx.notifier.touch({ kind: 'evidence', incidentId: incident.id, subjectId: null });
    await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
    return stored;
  });
  stopTimer();
  return { findings, evidence };
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

/** Not one signal could be read: the metrics backend may be back in a moment. */
async function lookAgain(tx: Transaction, incident: Incident): Promise<void> {
  const earlier = await tx.investigations.latest(incident.id);
  if (earlier.filter(({ reason }) => reason === NO_SIGNALS).length >= MAX_REPEATS) return;
  await requestInvestigation(tx, incident.id, NO_SIGNALS, REPEAT_AFTER_SECONDS);
}

async function analyse(
  deps: InvestigateIncidentDeps,
  { incident, alerts, earlier }: Subject,
  findings: StoredFindings,
  evidence: readonly Evidence[],
  signal: AbortSignal,
): Promise<{ analysis: Analysis; proposed: ReadonlySet<string> }> {
  const proposed = new Set<string>();
  const now = deps.clock.now();
  const start = new Date(incident.startedAt.getTime() - deps.settings.baselineSeconds * 1000);
  const analysis = await investigate(
    {
      ...deps.agent,
      backends: deps.metricsSource ? ['metrics'] : [],
      recordEvidence: async (observation) => {
        const [stored] = await deps.store.transaction((tx) => tx.evidence.add(incident.id, [observation]));
        if (!stored) throw new Error('evidence.add returned nothing');
        return stored;
      },
      log: deps.log,
      metrics: deps.metrics,
    },
    {
      incident,
      alerts,
      evidence,
      ...findings,
      ...(earlier ? { earlier } : {}),
      context: {
        signal,
        now,
        incident,
        range: { start, end: now },
        window: deps.settings.window,
        metrics: deps.metricsSource ?? NO_METRICS,
        catalog: deps.catalog(),
        runbooks: deps.runbooks(),
        incidents: {
          listByImpact: (limit) => deps.store.transaction((tx) => tx.incidents.listActive(limit)),
        },
        changes: { list: (filter) => deps.store.transaction((tx) => tx.changes.list(filter)) },
        proposals: {
          async propose(request) {
            const answer = await proposeRemediation(deps, {
              incident,
              diagnosed: findings.runbooks,
              request,
              signal,
            });
            if (answer.status === 'proposed') proposed.add(answer.proposalId);
            return answer;
          },
        },
      },
    },
  );
  return { analysis, proposed };
}

async function conclude(
  deps: InvestigateIncidentDeps,
  { investigation, incident }: Subject,
  analysis: Analysis,
  proposed: ReadonlySet<string>,
): Promise<void> {
  await deps.store.transaction(async (tx) => {
    await tx.investigations.finish(investigation.id, analysis);
    await tx.timeline.append({
      incidentId: incident.id,
      kind: 'report.written',
      actor: FIREWATCH,
      text: analysis.report.summary,
    });
    // What this analysis no longer proposes must not wait for a click any more.
    for (const earlier of proposed.size === 0 ? [] : await tx.proposals.ofIncident(incident.id)) {
      if (earlier.status !== 'pending' || proposed.has(earlier.id)) continue;
      await moveProposal(deps, tx, earlier, {
        from: 'pending',
        to: 'superseded',
        actor: FIREWATCH,
        kind: 'proposal.superseded',
        text: `Withdrawn, a newer analysis proposes something else: ${earlier.title}.`,
        outcome: 'A newer analysis proposes something else.',
      });
    }
    await tx.notifier.touch({ kind: 'evidence', incidentId: incident.id, subjectId: null });
    await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
  });
  deps.log.info(
    { incident: incidentLabel(incident), by: analysis.by, ...analysis.usage },
    'investigation done',
  );
}
