/** Somebody says whether an analysis was right. One verdict per person and analysis; the last one counts. */
import { incidentLabel } from '../../incidents/incident.js';
import type { Verdict } from '../../incidents/ports/feedback-repository.js';
import type { Metrics } from '../../observability/metrics.js';
import { UserInputError } from '../../shared/errors.js';
import { lockIncident } from '../known-incident.js';
import type { Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import { actorOf, type Person } from '../use-cases/person.js';
import type { ChangeDeps } from './change-incident.js';

/** @throws UserInputError when there is no such analysis. */
export async function giveFeedback(
  deps: ChangeDeps & { readonly metrics: Pick<Metrics, 'feedback'> },
  by: Person,
  { investigationId, verdict, requestId }: Parameters<LifecycleUseCases['giveFeedback']>[1],
): Promise<Change & { readonly former: Verdict | null }> {
  const actor = actorOf(by);
  const result = await deps.store.transaction(async (tx) => {
    const investigation = await tx.investigations.get(investigationId);
    if (!investigation?.analysis) throw new UserInputError('This analysis is gone; nothing was recorded.');
    const incident = await lockIncident(tx, investigation.incidentId);
    if (await tx.timeline.ofRequest(incident.id, requestId))
      return { incident, isNew: true, former: null, isFirstRun: false };
    const former =
      (await tx.feedback.give({
        investigationId,
        incidentId: incident.id,
        slackUserId: by.slackUserId,
        verdict,
      })) ?? null;
    if (former === verdict) return { incident, isNew: false, former, isFirstRun: true };
    const cause = investigation.analysis.report.cause?.mechanism;
    await tx.timeline.append(
      {
        incidentId: incident.id,
        kind: 'feedback.given',
        actor,
        text: `Called the analysis ${verdict}${cause === undefined ? '.' : `: ${cause}`}`,
      },
      requestId,
    );
    await tx.audit.append({
      actor,
      event: 'feedback.given',
      subject: investigationId,
      details: { incident: incidentLabel(incident), verdict, former },
    });
    await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
    // Under the buttons that were clicked: what others said.
    await tx.notifier.touch({ kind: 'evidence', incidentId: incident.id, subjectId: null });
    return { incident, isNew: true, former, isFirstRun: true };
  });
  const { isFirstRun, ...change } = result;
  if (isFirstRun && change.isNew) deps.metrics.feedback.inc({ verdict });
  return change;
}
