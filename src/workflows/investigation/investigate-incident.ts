/**
 * One investigation: the evidence pass first, so that people see something useful within seconds; then the analysis, by a
 * model or by rules. Each half is stored when it is done, and a restart goes on after the last stored half.
 */
import type { Analysis } from '../../agent/report/report.js';
import type { Evidence } from '../../incidents/evidence.js';
import { FIREWATCH, incidentLabel } from '../../incidents/incident.js';
import { hasCharts, SIGNAL_CHARTS } from '../charts/message-charts.js';
import { moveProposal } from '../remediation/move-proposal.js';
import type { Proposal } from '../../remediation/proposal.js';
import { capitalize } from '../../shared/text.js';
import type { StoredFindings } from '../transaction.js';
import { analyse } from './analyse.js';
import { ensureFindings } from './ensure-findings.js';
import type { InvestigateIncidentDeps } from './investigation-deps.js';
import { readSubject, type Subject } from './investigation-subject.js';
import { sayRecurrence } from './recurrence.js';
import { judgeReport } from './set-aside.js';

export async function investigateIncident(
  latest: InvestigateIncidentDeps,
  investigationId: string,
  signal: AbortSignal,
): Promise<void> {
  // One edition of the runbooks from the checks to the proposal: steps are known by their numbers.
  const runbooks = latest.runbooks();
  const deps: InvestigateIncidentDeps = { ...latest, runbooks: () => runbooks };
  const subject = await readSubject(deps, investigationId);
  if (!subject) return;
  const { findings, evidence, setAside } = await ensureFindings(deps, subject, signal);
  if (setAside !== null) {
    // Whatever was concluded from so little would only contradict what is known.
    await deps.store.transaction((tx) => tx.investigations.finish(investigationId, null));
    deps.log.warn({ incident: incidentLabel(subject.incident), ...findings.reach }, 'look set aside');
    return;
  }
  const { analysis, proposed } = await analyse(deps, subject, findings, evidence, signal);
  await conclude(deps, subject, { analysis, proposed, findings, evidence });
}

interface Concluded {
  readonly analysis: Analysis;
  /** Ids of the proposals that it made or repeated. */
  readonly proposed: ReadonlySet<string>;
  readonly findings: StoredFindings;
  readonly evidence: readonly Evidence[];
}

/** What the shown analysis does not propose must not wait for a click any more; `standing`: an earlier one that is shown. */
function noLongerProposed(
  pending: readonly Proposal[],
  proposed: ReadonlySet<string>,
  standing: Analysis | null,
): readonly Proposal[] {
  if (standing === null) return proposed.size === 0 ? [] : pending.filter(({ id }) => !proposed.has(id));
  const isNew = ({ id }: Proposal) => proposed.has(id) && !standing.proposals.includes(id);
  // Where the standing analysis proposes nothing, what rules propose is better than nothing.
  return pending.every(isNew) ? [] : pending.filter(isNew);
}

async function conclude(
  deps: InvestigateIncidentDeps,
  { investigation, incident }: Subject,
  result: Concluded,
): Promise<void> {
  const { analysis, proposed, findings, evidence } = result;
  await deps.store.transaction(async (tx) => {
    const current = (await tx.incidents.get(incident.id)) ?? incident;
    const { analysed } = await tx.investigations.shown(incident.id);
    const setAside = judgeReport({ analysis, findings }, analysed, current);
    await tx.investigations.finish(investigation.id, analysis, setAside);
    await tx.timeline.append({
      incidentId: incident.id,
      kind: 'report.written',
      actor: FIREWATCH,
      text: setAside?.why ?? analysis.report.summary,
    });
    const other = setAside ? 'the analysis that still stands' : 'a newer analysis';
    const pending = (await tx.proposals.ofIncident(incident.id)).filter(({ status }) => status === 'pending');
    for (const earlier of noLongerProposed(pending, proposed, setAside && (analysed?.analysis ?? null))) {
      await moveProposal(deps, tx, earlier, {
        from: 'pending',
        to: 'superseded',
        actor: FIREWATCH,
        kind: 'proposal.superseded',
        text: `Withdrawn, ${other} proposes something else: ${earlier.title}.`,
        outcome: `${capitalize(other)} proposes something else.`,
      });
    }
    await tx.notifier.touch({ kind: 'evidence', incidentId: incident.id, subjectId: null });
    await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
    await sayRecurrence(deps, tx, current, deps.clock.now());
    // The cause decides which pictures are shown.
    if (hasCharts(evidence))
      await tx.notifier.touch({ kind: 'chart', incidentId: incident.id, subjectId: SIGNAL_CHARTS });
  });
  deps.log.info(
    { incident: incidentLabel(incident), by: analysis.by, ...analysis.usage },
    'investigation done',
  );
}
