/** The evidence pass with what is on record: recent changes, and past incidents to compare with. */
import type { Telemetry } from '../../incidents/ports/telemetry.js';
import type { RunbookLibrary } from '../../incidents/runbook.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';
import type { Findings } from './findings.js';
import { gatherEvidence, type GatherEvidenceInput } from './gather-evidence.js';

/** Changes shown to the analysis; more are noise. */
const MAX_CHANGES = 50;
/** Resolved incidents compared with; older ones are about a system that is no more. */
export const MAX_PAST = 200;

export interface EvidencePassDeps extends Telemetry {
  readonly store: Store;
  readonly catalog: () => ServiceCatalog;
  readonly runbooks: () => RunbookLibrary;
  readonly settings: WorkflowSettings;
}

/** Rejects only when `input.signal` aborts or when the store fails. */
export async function runEvidencePass(
  deps: EvidencePassDeps,
  input: Omit<GatherEvidenceInput, 'changes' | 'past'>,
): Promise<Findings> {
  const { incident, now } = input;
  const since = new Date(incident.startedAt.getTime() - deps.settings.changesSeconds * 1000);
  const { changes, past } = await deps.store.transaction(async (tx) => ({
    changes: await tx.changes.list({ services: [], range: { start: since, end: now }, limit: MAX_CHANGES }),
    past: await tx.pastIncidents.resolved(incident.id, MAX_PAST),
  }));
  return gatherEvidence(
    {
      metrics: deps.metricsSource,
      logs: deps.logSource,
      traces: deps.traceSource,
      catalog: deps.catalog(),
      runbooks: deps.runbooks(),
      settings: { ...deps.settings, passTimeoutMs: deps.settings.evidenceTimeoutMs },
    },
    { ...input, changes, past },
  );
}
