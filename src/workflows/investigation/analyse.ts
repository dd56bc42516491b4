/** The second half of an investigation: what the model or the rules make of the evidence, and what they propose. */
import { investigate } from '../../agent/investigate.js';
import type { Analysis } from '../../agent/report/report.js';
import type { Evidence } from '../../incidents/evidence.js';
import { NO_METRICS } from '../../incidents/no-metrics.js';
import { backendsOf } from '../../agent/backends.js';
import { keptResultsOf } from '../evidence/kept-results.js';
import { createSecretKeeper } from '../evidence/secret-keeper.js';
import { createToolLookups } from '../evidence/tool-lookups.js';
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
  const now = deps.clock.now();
  const start = new Date(incident.startedAt.getTime() - deps.settings.baselineSeconds * 1000);
  const present = { incident, alerts, suspects: findings.suspects, observations: evidence };
  const lookups = createToolLookups(deps, present, now);
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
      recordEvidence: async (observation) => {
        const [stored] = await deps.store.transaction((tx) =>
          tx.evidence.add(incident.id, [keeper.hide(observation)]),
        );
        if (!stored) throw new Error('evidence.add returned nothing');
        return stored;
      },
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
      context: {
        signal,
        now,
        incident,
        range: { start, end: now },
        window: deps.settings.window,
        stepSeconds: deps.settings.stepSeconds,
        metrics: deps.metricsSource ?? NO_METRICS,
        logs: deps.logSource,
        traces: deps.traceSource,
        catalog: deps.catalog(),
        runbooks: deps.runbooks(),
        incidents: {
          listByImpact: (limit) => deps.store.transaction((tx) => tx.incidents.listForModels(limit)),
        },
        ...lookups,
        changes: { list: (filter) => deps.store.transaction((tx) => tx.changes.list(filter)) },
        proposals: {
          propose: (request) =>
            proposeRemediation(deps, { incident, diagnosed: findings.runbooks, request, signal }),
        },
      },
    },
  );
  return { analysis, proposed: new Set(analysis.proposals) };
}
