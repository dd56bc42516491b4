/** A fix from its proposal to what became of it, as people and jobs bring it about. */
import type { Incident } from '../../src/incidents/incident.js';
import type { ProposalId } from '../../src/shared/ids.js';
import { resolveIncident } from '../../src/workflows/lifecycle/resolve-incident.js';
import { executeProposal } from '../../src/workflows/remediation/execute-proposal.js';
import {
  ALICE,
  decide,
  measured,
  proposalOf,
  proposeRestart,
  verify,
  type WorkflowDeps,
} from './workflow-deps.js';

/** Proposed in an incident of its own, approved where that is asked for, run, and measured as told. */
export async function runFix(
  deps: WorkflowDeps,
  value = 0.01,
): Promise<{ id: ProposalId; incident: Incident }> {
  const { id, incident } = await proposeRestart(deps);
  if ((await proposalOf(deps, id)).status === 'pending') await decide(deps, id);
  await executeProposal(deps, id);
  deps.state.answer = measured(value);
  await verify(deps, id);
  return { id, incident };
}

/** The same, and its incident is resolved, so that the next one is another. */
export async function playFix(deps: WorkflowDeps, value?: number): Promise<ProposalId> {
  const { id, incident } = await runFix(deps, value);
  await resolveIncident(deps, ALICE, { incidentId: incident.id, requestId: id, cause: null, fix: null });
  return id;
}
