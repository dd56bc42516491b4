/** Lets new pods onto a node of Kubernetes again. */
import { defineAction } from './action.js';
import { checkNode, NodeInput, planNode, runNode } from './kit/node.js';

export const uncordonNode = defineAction({
  name: 'uncordon_node',
  description: 'Lets new pods onto a node of Kubernetes again.',
  input: NodeInput,
  plan: ({ node }, context) => planNode('uncordon', node, context),
  execute: ({ node }, context) => runNode('uncordon', node, context),
  check: ({ node }, context) => checkNode('uncordon', node, context),
});
