/** Every remediation action. The executor gets this list; the agent never sees it. */
import type { Action } from './action.js';
import { callHttpEndpoint } from './call-http-endpoint.js';
import { callMcpTool } from './call-mcp-tool.js';
import { cordonNode } from './cordon-node.js';
import { createSilence } from './create-silence.js';
import { dispatchWorkflow } from './dispatch-workflow.js';
import { expireSilence } from './expire-silence.js';
import { pageOnCall } from './page-on-call.js';
import { requestResponders } from './request-responders.js';
import { restartWorkload } from './restart-workload.js';
import { revertDeployment } from './revert-deployment.js';
import { runCommand } from './run-command.js';
import { scaleWorkload } from './scale-workload.js';
import { setFeatureFlag } from './set-feature-flag.js';
import { uncordonNode } from './uncordon-node.js';
import { undoRollout } from './undo-rollout.js';

export const actions: readonly Action[] = [
  callHttpEndpoint,
  callMcpTool,
  createSilence,
  expireSilence,
  setFeatureFlag,
  pageOnCall,
  requestResponders,
  dispatchWorkflow,
  revertDeployment,
  runCommand,
  restartWorkload,
  undoRollout,
  scaleWorkload,
  cordonNode,
  uncordonNode,
];
