/**
 * One investigation: the evidence pass first, so that people see something useful within seconds; then the analysis, by a
 * model or by rules. Each half is stored when it is done, and a restart goes on after the last stored half.
 */
import type { Analysis } from '../../agent/report/report.js';
import type { Evidence } from '../../incidents/evidence.js';
import { FIREWATCH, incidentLabel } from '../../incidents/incident.js';
import { hasCharts, SIGNAL_CHARTS } from '../charts/message-charts.js';
import { moveProposal } from '../remediation/move-proposal.js';
import { analyse } from './analyse.js';
import { ensureFindings } from './ensure-findings.js';
import type { InvestigateIncidentDeps } from './investigation-deps.js';
import { readSubject, type Subject } from './investigation-subject.js';

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
