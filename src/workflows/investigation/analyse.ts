/** The second half of an investigation: what the model or the rules make of the evidence, and what they propose. */
import { investigate } from '../../agent/investigate.js';
import type { Analysis } from '../../agent/report/report.js';
import type { Evidence } from '../../incidents/evidence.js';
import { backendsOf } from '../../agent/backends.js';
import { fileObservation } from '../evidence/file-observation.js';
import { keptResultsOf } from '../evidence/kept-results.js';
import { createSecretKeeper } from '../evidence/secret-keeper.js';
import { createToolContext } from '../evidence/tool-context.js';
import { proposeRemediation } from '../remediation/propose-remediation.js';
import type { StoredFindings } from '../transaction.js';
import type { InvestigateIncidentDeps } from './investigation-deps.js';
import type { Subject } from './investigation-subject.js';
import { isPrivate, privateAmong } from './is-private.js';
import { hintIn } from './request-investigation.js';
import { createRunJournal } from './run-journal.js';
import { spendingFor } from './spending-for.js';

export async function analyse(
  deps: InvestigateIncidentDeps,
  { investigation, incident, alerts, earlier }: Subject,
  findings: StoredFindings,
  evidence: readonly Evidence[],
  signal: AbortSignal,
): Promise<{ analysis: Analysis; proposed: ReadonlySet<string> }> {
  const hint = hintIn(investigation.reason);
  const keeper = await createSecretKeeper(deps.privacy, incident.id);
  const kept = { store: deps.store, keeper };
  const analysis = await investigate(
    {
      ...deps.agent,
      redactor: await deps.privacy.redactorFor(incident.id),
      isPrivate: () => isPrivate(deps.store, incident.id),
      privateAmong: (numbers) => privateAmong(deps.store, numbers),
      spending: spendingFor(deps, {
        purpose: 'investigation',
        incidentId: incident.id,
        investigationId: investigation.id,
      }),
      backends: backendsOf(deps),
      recordEvidence: (observation) =>
        deps.store.transaction((tx) => fileObservation(tx, keeper, incident.id, observation)),
      journal: createRunJournal(kept, investigation.id, incident.id),
      results: keptResultsOf(kept, incident.id),
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
      context: createToolContext(deps, {
        present: { incident, alerts, suspects: findings.suspects, observations: evidence },
        now: deps.clock.now(),
        signal,
        propose: (request) =>
          proposeRemediation(deps, { incident, diagnosed: findings.runbooks, request, signal }),
      }),
    },
  );
  return { analysis, proposed: new Set(analysis.proposals) };
}
