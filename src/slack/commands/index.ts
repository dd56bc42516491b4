/** Every `/incident` command, in the order of `/incident help`. */
import { ack } from './ack.js';
import type { SlashCommand } from './command.js';
import { createHelp } from './help.js';
import { list } from './list.js';
import { declare } from './new.js';
import { resolve } from './resolve.js';
import { show } from './show.js';

const OTHERS: readonly SlashCommand[] = [declare, list, show, ack, resolve];

export const HELP = createHelp(OTHERS);
export const COMMANDS: readonly SlashCommand[] = [...OTHERS, HELP];
