/** Every `/incident` command, in the order of `/incident help`. */
import { ack } from './lifecycle/ack.js';
import { actions } from './fix/actions.js';
import { ask } from './knowledge/ask.js';
import { assign } from './lifecycle/assign.js';
import { audit } from './knowledge/audit.js';
import { catchup } from './knowledge/catchup.js';
import { changes } from './knowledge/changes.js';
import type { SlashCommand } from './command.js';
import { digest } from './knowledge/digest.js';
import { createHelp } from './knowledge/help.js';
import { investigate } from './knowledge/investigate.js';
import { impact } from './knowledge/impact.js';
import { list } from './knowledge/list.js';
import { maintenance } from './lifecycle/maintenance.js';
import { merge } from './lifecycle/merge.js';
import { mitigate } from './lifecycle/mitigate.js';
import { declare } from './lifecycle/new.js';
import { note } from './lifecycle/note.js';
import { oncall } from './knowledge/oncall.js';
import { postmortem } from './knowledge/postmortem.js';
import { keepPrivate } from './lifecycle/private.js';
import { priority } from './lifecycle/priority.js';
import { reopen } from './lifecycle/reopen.js';
import { resolve } from './lifecycle/resolve.js';
import { runbook } from './knowledge/runbook.js';
import { services } from './knowledge/services.js';
import { severity } from './lifecycle/severity.js';
import { show } from './knowledge/show.js';
import { snooze } from './lifecycle/snooze.js';
import { split } from './lifecycle/split.js';
import { stats } from './knowledge/stats.js';
import { status } from './lifecycle/status.js';
import { timeline } from './knowledge/timeline.js';
import { unassign } from './lifecycle/unassign.js';

const OTHERS: readonly SlashCommand[] = [
  declare,
  list,
  show,
  catchup,
  ask,
  impact,
  timeline,
  changes,
  services,
  oncall,
  ack,
  investigate,
  assign,
  unassign,
  severity,
  priority,
  keepPrivate,
  merge,
  split,
  snooze,
  maintenance,
  status,
  note,
  mitigate,
  resolve,
  reopen,
  runbook,
  actions,
  postmortem,
  audit,
  stats,
  digest,
];

export const HELP = createHelp(OTHERS);
export const COMMANDS: readonly SlashCommand[] = [...OTHERS, HELP];
