/** Every benchmark. */
import type { Suite } from '../suite.js';
import { agentBudget } from './agent-budget.js';
import { agentHijack } from './agent-hijack.js';
import { agentNeedle } from './agent-needle.js';
import { agentOverhead } from './agent-overhead.js';
import { auditTamper } from './audit-tamper.js';
import { approvalRefusals } from './approval-refusals.js';
import { approvals } from './approvals.js';
import { burst } from './burst.js';
import { detect } from './detect.js';
import { engineSpeed } from './engine-speed.js';
import { executorInjection } from './executor-injection.js';
import { executionCrash } from './execution-crash.js';
import { grouping } from './grouping.js';
import { growth } from './growth.js';
import { intake } from './intake.js';
import { rcaAlerts } from './rca-alerts.js';
import { rcaMultimodal } from './rca-multimodal.js';
import { rcaTopology } from './rca-topology.js';
import { redaction } from './redaction.js';
import { runbookSearch } from './runbook-search.js';
import { slackAck } from './slack-ack.js';
import { slackPacing } from './slack-pacing.js';
import { slackText } from './slack-text.js';
import { storm } from './storm.js';
import { timeToInsight } from './time-to-insight.js';

export const suites: readonly Suite[] = [
  agentBudget,
  agentHijack,
  agentNeedle,
  agentOverhead,
  approvalRefusals,
  approvals,
  auditTamper,
  burst,
  detect,
  engineSpeed,
  executorInjection,
  executionCrash,
  grouping,
  growth,
  intake,
  rcaAlerts,
  rcaMultimodal,
  rcaTopology,
  redaction,
  runbookSearch,
  slackAck,
  slackPacing,
  slackText,
  storm,
  timeToInsight,
];
