/** Keeps new pods away from a node of Kubernetes; pods on it stay. */
import { defineAction } from './action.js';
import { checkNode, NodeInput, planNode, runNode } from './kit/node.js';

export const cordonNode = defineAction({
  name: 'cordon_node',
  description: 'Keeps new pods away from a node of Kubernetes; pods on it stay.',
  input: NodeInput,
  plan: ({ node }, context) => planNode('cordon', node, context),
  execute: ({ node }, context) => runNode('cordon', node, context),
  check: ({ node }, context) => checkNode('cordon', node, context),
});
