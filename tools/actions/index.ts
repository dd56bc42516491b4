/** Every remediation action. The executor gets this list; the agent never sees it. */
import type { Action } from './action.js';
import { callHttpEndpoint } from './call-http-endpoint.js';
import { callMcpTool } from './call-mcp-tool.js';
import { createSilence } from './create-silence.js';
import { expireSilence } from './expire-silence.js';
import { setFeatureFlag } from './set-feature-flag.js';
import { pageOnCall } from './page-on-call.js';
import { runCommand } from './run-command.js';

export const actions: readonly Action[] = [
  callHttpEndpoint,
  callMcpTool,
  createSilence,
  expireSilence,
  setFeatureFlag,
  pageOnCall,
  runCommand,
];
