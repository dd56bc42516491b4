/**
 * Stores the contract a person may approve. The caller names a runbook's step and a service; every argument comes from
 * the runbook and the allow-lists, never from the caller, an alert or a log.
 */
import { FIREWATCH, type Incident } from '../../incidents/incident.js';
import type { RunbookAction, RunbookLibrary } from '../../incidents/runbook.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import type { Metrics } from '../../observability/metrics.js';
import type { ActionCatalogue, PlannedAction } from '../../remediation/action-catalogue.js';
import type { Policy } from '../../remediation/policy/policy.js';
import { stepsOf } from '../../remediation/plan.js';
import type { Proposal } from '../../remediation/proposal.js';
import type { DiagnosedRunbook } from '../../analysis/findings.js';
import { UpstreamError, UserInputError } from '../../shared/errors.js';
import type { ProposalId } from '../../shared/ids.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store, Transaction } from '../transaction.js';
import { announceProposal } from './announce-proposal.js';
import { contractFor, hashStep } from './contract.js';
import { fillArguments, fillExpectation, fillPrecondition } from './fill-step.js';
import { runByItself } from './run-by-itself.js';
import { environmentOf, subjectsOf, termsNow } from './terms-now.js';
import { withdrawOutdated } from './withdraw-outdated.js';

export interface ProposeDeps {
  readonly store: Store;
  readonly catalog: () => ServiceCatalog;
  readonly runbooks: () => RunbookLibrary;
  readonly actions: ActionCatalogue;
  readonly policy: () => Policy;
  readonly settings: Pick<WorkflowSettings, 'areActionsStopped' | 'window'>;
  readonly metrics: Pick<Metrics, 'proposals'>;
}

export interface RemediationRequest {
  readonly runbookId: string;
  /** From 1. */
  readonly step: number;
  readonly service: string;
  readonly rationale: string;
  readonly evidenceIds: readonly string[];
}

export type RemediationAnswer =
  | { readonly status: 'proposed'; readonly proposalId: ProposalId; readonly effect: string }
  | { readonly status: 'refused'; readonly reason: string };

const refused = (reason: string): RemediationAnswer => ({ status: 'refused', reason });

export async function proposeRemediation(
  deps: ProposeDeps,
  input: {
    incident: Incident;
    /** What the evidence pass found out about runbooks; decides whether a step's conditions hold. */
    diagnosed: readonly DiagnosedRunbook[];
    request: RemediationRequest;
    signal: AbortSignal;
  },
): Promise<RemediationAnswer> {
  const { incident, request } = input;
  const step = findStep(deps, input);
  if ('status' in step) return step;

  let planned: PlannedAction;
  try {
    planned = await deps.actions.plan(
      step.action,
      fillArguments(step.arguments, { service: request.service, incident: incident.id }),
      input.signal,
    );
  } catch (error) {
    if (error instanceof UserInputError) return refused(error.message);
    if (error instanceof UpstreamError) return refused(`The dry run failed: ${error.message}`);
    throw error;
  }
  if (planned.plan.service !== request.service) {
    return refused(`This step acts on ${planned.plan.service}, not on ${request.service}.`);
  }
  const verification = step.verify && fillExpectation(step.verify, request.service, deps.settings.window);
  const { service } = request;
  return deps.store.transaction(async (tx) => {
    const current = await tx.incidents.lock(incident.id);
    if (!current || current.status === 'resolved') return refused('The incident is resolved.');
    const blocked = await findBlocking(tx, incident, planned);
    if (blocked) return refused(blocked);
    const { now } = await tx.killSwitch.read();
    const subjects = subjectsOf(deps, {
      action: step.action,
      service,
      risk: planned.plan.risk,
      steps: planned.steps,
    });
    const terms = termsNow(deps, subjects, now);
    if (terms === undefined)
      return refused('No rule of the policy speaks of this action, so nobody may run it.');
    if (terms.mode === 'never') return refused(`The policy forbids this action (${terms.rule}).`);
    if (planned.steps.length > 0 && terms.approvers.length === 0)
      return refused('Nobody may approve all steps of this plan, as the policy says. Propose one at a time.');
    await withdrawOutdated(deps, tx, { id: incident.id, argumentsHash: planned.argumentsHash, terms });
    const known = new Set((await tx.evidence.list(incident.id)).map((evidence) => evidence.id));
    const { proposal, isNew } = await tx.proposals.create(
      contractFor(
        {
          incidentId: incident.id,
          title: step.title.replaceAll('$service', service),
          rationale: request.rationale.slice(0, 1000),
          evidenceIds: request.evidenceIds.filter((id) => known.has(id)),
          runbookId: request.runbookId,
          runbookStep: request.step,
          stepHash: hashStep(request.runbookId, step),
          action: step.action,
          verification,
          precondition: fillPrecondition(step, service, deps.settings.window),
        },
        planned,
        { terms, environment: environmentOf(deps, service) },
      ),
    );
    if (isNew) await present(deps, tx, proposal);
    else await tx.notifier.touch({ kind: 'proposal', incidentId: incident.id, subjectId: proposal.id });
    return proposal.status === 'shadow'
      ? refused('The policy only writes down what would be done here; people were not asked.')
      : { status: 'proposed', proposalId: proposal.id, effect: proposal.effect };
  });
}

/** Shows it, and runs it, at once or soon, where a person promoted this very step and the policy lets it. */
async function present(deps: ProposeDeps, tx: Transaction, proposal: Proposal): Promise<void> {
  await announceProposal(deps, tx, proposal);
  await runByItself(deps, tx, proposal, {
    actor: FIREWATCH,
    text: `Runs by itself, as it has earned: ${proposal.title}.`,
    waitSeconds: deps.policy().autonomy.waitSeconds,
  });
}

function findStep(
  deps: ProposeDeps,
  { request, diagnosed }: { request: RemediationRequest; diagnosed: readonly DiagnosedRunbook[] },
): RunbookAction | RemediationAnswer {
  const runbook = deps.runbooks().get(request.runbookId);
  if (!runbook) return refused(`There is no runbook ${request.runbookId}.`);
  const step = runbook.actions[request.step - 1];
  if (!step)
    return refused(
      `Runbook ${runbook.id} has ${runbook.actions.length} actions; there is no step ${request.step}.`,
    );
  if (!deps.catalog().get(request.service))
    return refused(`${request.service} is not in the service catalogue.`);
  const [lacking] = deps.actions.lacking(step.action, step.arguments);
  if (lacking !== undefined) return refused(`This installation has no action ${lacking}.`);

  const isConditional = step.when.changeWithinSeconds !== null || step.when.metric !== null;
  if (!isConditional) return step;
  const diagnosis = diagnosed.find((one) => one.runbookId === runbook.id && one.service === request.service);
  if (!diagnosis) return refused(`The conditions of this step were not checked for ${request.service}.`);
  if (!diagnosis.applicableSteps.includes(request.step)) {
    return refused(`The conditions of this step do not hold for ${request.service}.`);
  }
  return step;
}

/** A person's no stands, and what was run once in an incident is not offered again without a person asking. */
async function findBlocking(
  tx: Transaction,
  incident: Incident,
  planned: PlannedAction,
): Promise<string | undefined> {
  const wanted = new Set([planned, ...planned.steps].map(({ argumentsHash }) => argumentsHash));
  const isWanted = ({ argumentsHash }: Pick<Proposal, 'argumentsHash'>) => wanted.has(argumentsHash);
  for (const earlier of await tx.proposals.ofIncident(incident.id)) {
    const steps = stepsOf(earlier);
    // A no to a plan is none to a part of it.
    if (earlier.status === 'rejected' && steps.every(isWanted))
      return 'The same fix was rejected in this incident.';
    if (['verified', 'unverified', 'failed', 'unknown'].includes(earlier.status) && steps.some(isWanted)) {
      return `The same fix was already tried in this incident (${earlier.status}).`;
    }
  }
  return undefined;
}
