/** How the actions on nodes of Kubernetes name one, and how one is closed or opened for new pods. */
import { z } from 'zod';
import { UserInputError } from '../../../src/shared/errors.js';
import type { ActionContext, ActionPlan } from '../action.js';
import type { Reached, Run } from '../ports/run.js';
import type { ActionKubernetes, NamedNode, NodeState } from '../ports/kubernetes.js';
import { findKubernetes, planChange, runChange, type Prepared } from './kubernetes-change.js';
import { nameFrom, requireListed } from './names.js';
import { versionOf } from './target-version.js';

const NODES = { of: 'node', key: 'actions.kubernetes.nodes' };

export const NodeInput = z.strictObject({ node: nameFrom(NODES) });

interface FoundNode {
  readonly kubernetes: ActionKubernetes;
  readonly known: NamedNode;
  readonly state: NodeState;
}

const WORDS = {
  cordon: { effect: 'Cordon', is: 'is cordoned' },
  uncordon: { effect: 'Uncordon', is: 'takes new pods' },
} as const;
type Way = keyof typeof WORDS;

export async function planNode(way: Way, name: string, context: ActionContext): Promise<ActionPlan> {
  const found = await findNode(name, context);
  if (isThere(way, found.state))
    throw new UserInputError(`${describeNode(found.known)} ${WORDS[way].is} already.`);
  return planChange(await prepare(way, found, context), context);
}

export async function runNode(
  way: Way,
  name: string,
  context: ActionContext & Run,
): Promise<{ output: string }> {
  const { known, state } = await findNode(name, context);
  if (isThere(way, state)) return { output: `${describeNode(known)} ${WORDS[way].is} already.` };
  return runChange(async () => prepare(way, await findNode(name, context), context), context);
}

export async function checkNode(way: Way, name: string, context: ActionContext): Promise<Reached> {
  const { state } = await findNode(name, context);
  const { is } = WORDS[state.isUnschedulable ? 'cordon' : 'uncordon'];
  return { isReached: isThere(way, state), text: `the node ${is}` };
}

async function findNode(name: string, context: ActionContext): Promise<FoundNode> {
  const kubernetes = findKubernetes(context.kubernetes);
  const known = requireListed(kubernetes.node(name), NODES, name);
  return { kubernetes, known, state: await kubernetes.readNode(known, context.signal) };
}

const isThere = (way: Way, { isUnschedulable }: NodeState) => isUnschedulable === (way === 'cordon');

const describeNode = ({ resource, cluster }: NamedNode) => `node ${resource} in cluster ${cluster}`;

async function prepare(
  way: Way,
  { kubernetes, known, state }: FoundNode,
  { signal }: ActionContext,
): Promise<Prepared> {
  const what = describeNode(known);
  const back = way === 'cordon' ? 'uncordon' : 'cordon';
  const open = await kubernetes.countSchedulable(known, signal);
  const counts = state.isReady && !state.isUnschedulable;
  if (way === 'cordon' && counts && open <= 1)
    throw new UserInputError(`${what} is the last one that takes new pods; it is not cordoned.`);
  return {
    plan: {
      effect: `${WORDS[way].effect} ${what}`,
      target: { name: what, version: versionOf([state.uid, state.isUnschedulable]) },
      risk: known.risk[way],
      isReversible: true,
      rollback: `${WORDS[back].effect} it again.`,
      isIdempotent: true,
      service: known.service,
      // Pods stay where they are; only room for new ones goes or comes.
      blastRadius: { replicas: 0, capacityShare: way === 'cordon' && counts ? 1 / open : 0 },
      undo: {
        action: `${back}_node`,
        arguments: { node: known.name },
        effect: `${WORDS[back].effect} ${what}`,
      },
    },
    found: [
      `${open} nodes take new pods now; this one is ${state.isReady ? 'ready' : 'not ready'}.`,
      'Pods on it stay.',
    ],
    resourceVersion: state.resourceVersion,
    change: (options) => kubernetes.setUnschedulable(known, way === 'cordon', options),
  };
}
