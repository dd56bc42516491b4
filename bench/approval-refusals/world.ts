/** Two replicas of everything that decides and runs, each with its own connections, on one PostgreSQL. */
import { silentLogger } from '../../src/observability/logger.js';
import type { ProposalId } from '../../src/shared/ids.js';
import type { Database } from '../../src/storage/database.js';
import { migrate } from '../../src/storage/migrate.js';
import { openPostgres } from '../../src/storage/postgres.js';
import { createStore } from '../../src/storage/store.js';
import { resolveIncident } from '../../src/workflows/lifecycle/resolve-incident.js';
import { declareIncident } from '../../src/workflows/opening/declare-incident.js';
import { decideProposal } from '../../src/workflows/remediation/decide-proposal.js';
import { executeProposal } from '../../src/workflows/remediation/execute-proposal.js';
import { proposeRemediation } from '../../src/workflows/remediation/propose-remediation.js';
import { ALICE, CHANNEL, createWorkflowDeps, type WorkflowDeps } from '../../test/helpers/workflow-deps.js';
import type { Incident } from '../../src/incidents/incident.js';
import type { Decision, DecisionResult } from '../../src/workflows/use-cases/remediation.js';
import type { Person } from '../../src/workflows/use-cases/person.js';

export interface Replicas {
  readonly database: Database;
  /** New ones, that know nothing but what is in the database. */
  restart(): readonly [WorkflowDeps, WorkflowDeps];
  close(): Promise<void>;
}

export async function openReplicas(url: string): Promise<Replicas> {
  const databases = [1, 2].map(() => openPostgres(url, { log: silentLogger() }));
  const [first, second] = databases;
  if (!first || !second) throw new Error('Two were opened.');
  await migrate(first);
  const start = (database: Database) =>
    createWorkflowDeps(createStore(database, () => ({ send: () => Promise.resolve() })));
  return {
    database: first,
    restart: () => [start(first), start(second)],
    async close() {
      await Promise.all(databases.map((database) => database.close()));
    },
  };
}

let requests = 0;

export async function openIncident(deps: WorkflowDeps): Promise<Incident> {
  requests += 1;
  const request = { requestId: `r${requests}`, title: 'It hangs', severity: null, service: 'checkout' };
  return declareIncident(deps, ALICE, request);
}

export async function propose(deps: WorkflowDeps, incident: Incident): Promise<ProposalId> {
  const answer = await proposeRemediation(deps, {
    incident,
    diagnosed: [],
    request: { runbookId: 'restart', step: 1, service: 'checkout', rationale: 'It hangs.', evidenceIds: [] },
    signal: AbortSignal.timeout(10_000),
  });
  if (answer.status === 'refused') throw new Error(`Not even proposed: ${answer.reason}`);
  return answer.proposalId;
}

export async function resolve(deps: WorkflowDeps, { id }: Incident): Promise<void> {
  requests += 1;
  await resolveIncident(deps, ALICE, { incidentId: id, requestId: `r${requests}`, cause: null, fix: null });
}

export const click = (
  deps: WorkflowDeps,
  proposalId: ProposalId,
  by: Person,
  more: Partial<Decision> = {},
): Promise<DecisionResult> =>
  decideProposal(deps, by, { proposalId, verdict: 'approve', channelId: CHANNEL, ...more });

/** Both want to run it at once. */
export async function runOnBoth(replicas: readonly WorkflowDeps[], id: ProposalId): Promise<void> {
  await Promise.all(replicas.map((deps) => executeProposal(deps, id)));
}
