/** Deploys what had succeeded before in one environment of one repository from the operator's list. */
import { z } from 'zod';
import { UserInputError } from '../../src/shared/errors.js';
import { defineAction } from './action.js';
import { nameFrom, requireListed } from './kit/names.js';
import { UNKNOWN_RADIUS } from './kit/plan-parts.js';
import { nameApprover, nameProposal } from './kit/signature.js';
import { changedSinceApproval } from './kit/target-version.js';
import type { ActionDeployments, DeploymentHistory, NamedEnvironment } from './ports/github.js';

const ENVIRONMENTS = { of: 'environment', key: 'actions.github.environments' };
/** GitHub's own short form is shorter; two of these are never alike by chance. */
const SHORT = 12;
/** GitHub refuses a longer one. */
const MAX_DESCRIPTION = 140;

export const revertDeployment = defineAction({
  name: 'revert_deployment',
  description: 'Deploys the last commit but one that was deployed with success, by a deployment on GitHub.',
  input: z.strictObject({ environment: nameFrom(ENVIRONMENTS) }),
  async plan({ environment }, context) {
    const { github, known } = find(context.github, environment);
    const { current, previous } = readHistory(known, await github.history(environment, context.signal));
    return {
      effect: `Deploy ${previous} to ${known.environment} of ${known.repository} (now: ${current})`,
      target: {
        name: `${known.service} (${known.environment} of ${known.repository})`,
        version: `${current}>${previous}`,
      },
      dryRun: `${current.slice(0, SHORT)} runs now. ${previous.slice(0, SHORT)} was the last other one that succeeded.`,
      risk: known.risk,
      isReversible: true,
      rollback: `Deploy ${current.slice(0, SHORT)} again.`,
      isIdempotent: true,
      service: known.service,
      blastRadius: UNKNOWN_RADIUS,
      undo: null,
    };
  },
  async execute({ environment }, context) {
    const { github, known } = find(context.github, environment);
    const { signal, idempotencyKey } = context;
    const earlier = await github.findDeployment(environment, idempotencyKey, signal);
    if (earlier) return { output: `Deployment ${earlier.id} was asked for already.` };
    const { current, previous } = readHistory(known, await github.history(environment, signal));
    if (`${current}>${previous}` !== context.targetVersion)
      throw changedSinceApproval(
        'github',
        `${known.environment} runs ${current.slice(0, SHORT)} by now, not what was approved.`,
      );
    const description = `${nameProposal(context)}${nameApprover(context)}`.slice(0, MAX_DESCRIPTION);
    const id = await github.deploy(environment, { sha: previous, idempotencyKey, description }, signal);
    return { output: `Deployment ${id} of ${previous.slice(0, SHORT)} was asked for.` };
  },
  async check({ environment }, context) {
    if (!context.sought) return { isReached: false, text: 'no deployment was asked for yet' };
    const { github, known } = find(context.github, environment);
    const ours = await github.findDeployment(environment, context.sought.idempotencyKey, context.signal);
    return ours
      ? {
          isReached: ours.state === 'success',
          text: `deployment ${ours.id} to ${known.environment} is ${ours.state}`,
        }
      : { isReached: false, text: 'the deployment is not to be found' };
  },
});

function find(
  github: ActionDeployments | undefined,
  name: string,
): { github: ActionDeployments; known: NamedEnvironment } {
  const known = github?.environment(name);
  return requireListed(github && known && { github, known }, ENVIRONMENTS, name);
}

/** Commits. */
function readHistory(
  { environment, repository }: NamedEnvironment,
  { current, previous, underWay }: DeploymentHistory,
): { current: string; previous: string } {
  if (underWay)
    throw new UserInputError(
      `Deployment ${underWay.id} of ${underWay.sha.slice(0, SHORT)} to ${environment} is ${underWay.state}; let it end first.`,
    );
  if (current && previous) return { current: current.sha, previous: previous.sha };
  throw new UserInputError(
    `GitHub knows no two commits that were deployed to ${environment} of ${repository} with success.`,
  );
}
