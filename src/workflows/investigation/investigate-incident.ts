/**
 * One investigation: the evidence pass first, so that people see something useful within seconds; then the analysis, by a
 * model or by rules. Each half is stored when it is done, and a restart goes on after the last stored half.
 */
import { investigate, type InvestigateDeps } from '../../agent/investigate.js';
import type { Analysis } from '../../agent/report/report.js';
import type { Evidence } from '../../incidents/evidence.js';
import { FIREWATCH, incidentLabel, type Incident } from '../../incidents/incident.js';
import { serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import type { MetricsSource } from '../../incidents/ports/metrics-source.js';
import type { RunbookLibrary } from '../../incidents/runbook.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import { NO_METRICS } from '../../incidents/no-metrics.js';
import type { Clock } from '../../shared/clock.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import { gatherEvidence } from '../evidence/gather-evidence.js';
import { readSubject, type Subject } from './investigation-subject.js';
import { SIGNAL_CHARTS } from '../charts/message-charts.js';
import { moveProposal } from '../remediation/move-proposal.js';
import { impactOf } from '../opening/open-incident.js';
import { proposeRemediation, type ProposeDeps } from '../remediation/propose-remediation.js';
import { COMPANIONS_SECONDS, hintIn, requestInvestigation } from './request-investigation.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store, StoredFindings, Transaction } from '../transaction.js';

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

export async function investigateIncident(
  deps: InvestigateIncidentDeps,
  investigationId: string,
  signal: AbortSignal,
): Promise<void> {
  const subject = await readSubject(deps, investigationId);
  if (!subject) return;
  const { findings, evidence } = await ensureFindings(deps, subject, signal);
  const { analysis, proposed } = await analyse(deps, subject, findings, evidence, signal);
  await conclude(deps, subject, { analysis, proposed, evidence });
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
    // Its own message, so that no picture delays a word.
    if (hasCharts(stored))
      await tx.notifier.touch({ kind: 'chart', incidentId: incident.id, subjectId: SIGNAL_CHARTS });
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
  { investigation, incident, alerts, earlier }: Subject,
  findings: StoredFindings,
  evidence: readonly Evidence[],
  signal: AbortSignal,
): Promise<{ analysis: Analysis; proposed: ReadonlySet<string> }> {
  const hint = hintIn(investigation.reason);
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
      ...(hint === undefined ? {} : { hint }),
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
  result: { analysis: Analysis; proposed: ReadonlySet<string>; evidence: readonly Evidence[] },
): Promise<void> {
  const { analysis, proposed, evidence } = result;
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
    // The cause decides which pictures are shown.
    if (hasCharts(evidence))
      await tx.notifier.touch({ kind: 'chart', incidentId: incident.id, subjectId: SIGNAL_CHARTS });
  });
  deps.log.info(
    { incident: incidentLabel(incident), by: analysis.by, ...analysis.usage },
    'investigation done',
  );
}

/** Only what is unusual is drawn. */
const hasCharts = (evidence: readonly Evidence[]): boolean =>
  evidence.some(({ kind, isAnomalous }) => kind === 'signal' && isAnomalous);
