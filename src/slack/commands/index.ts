/** Every `/incident` command, in the order of `/incident help`. */
import { ack } from './ack.js';
import { ask } from './ask.js';
import { assign } from './assign.js';
import { audit } from './audit.js';
import { catchup } from './catchup.js';
import { changes } from './changes.js';
import type { SlashCommand } from './command.js';
import { createHelp } from './help.js';
import { investigate } from './investigate.js';
import { list } from './list.js';
import { merge } from './merge.js';
import { mitigate } from './mitigate.js';
import { declare } from './new.js';
import { note } from './note.js';
import { oncall } from './oncall.js';
import { postmortem } from './postmortem.js';
import { priority } from './priority.js';
import { reopen } from './reopen.js';
import { resolve } from './resolve.js';
import { runbook } from './runbook.js';
import { severity } from './severity.js';
import { show } from './show.js';
import { snooze } from './snooze.js';
import { stats } from './stats.js';
import { status } from './status.js';
import { timeline } from './timeline.js';
import { unassign } from './unassign.js';

const OTHERS: readonly SlashCommand[] = [
  declare,
  list,
  show,
  catchup,
  ask,
  timeline,
  changes,
  oncall,
  ack,
  investigate,
  assign,
  unassign,
  severity,
  priority,
  merge,
  snooze,
  status,
  note,
  mitigate,
  resolve,
  reopen,
  runbook,
  postmortem,
  audit,
  stats,
];

export const HELP = createHelp(OTHERS);
export const COMMANDS: readonly SlashCommand[] = [...OTHERS, HELP];
