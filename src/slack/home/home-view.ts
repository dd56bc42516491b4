/** The Home tab: what waits for this person, what burns, and how the bot itself is doing. */
import type { HomeView } from '../../workflows/home/home-view.js';
import { heldBackBlocks } from '../blocks/answers/held-back.js';
import { buttonRow, context, mrkdwnMoment, type Block } from '../blocks/kit/block-kit.js';
import { ACTIONS, COMMAND } from '../ids.js';
import { buildApprovals, buildMyRoles, buildUpdatesDue } from './my-part.js';
import { buildQueue, buildResolved } from './incidents-part.js';
import { buildConnections } from './connections-part.js';

/** What `views.publish` gets as its `view`. */
export interface HomeContent {
  readonly type: 'home';
  readonly blocks: Block[];
}

/** The most Slack takes in a Home tab. */
const MAX_BLOCKS = 100;

/** Pure. Decisions first: somebody waits for them. What does not fit is folded into a line that says so. */
export function buildHome(home: HomeView): HomeContent {
  const parts: readonly (readonly Block[])[] = [
    [
      buttonRow(
        { actionId: ACTIONS.newIncident, value: 'new', text: 'New incident', style: 'primary' },
        { actionId: ACTIONS.refreshHome, value: 'refresh', text: 'Refresh' },
      ),
    ],
    buildApprovals(home),
    buildQueue(home),
    buildMyRoles(home),
    buildUpdatesDue(home),
    heldBackBlocks(home.heldBack),
    buildResolved(home),
    buildConnections(home),
    [context(`As of ${mrkdwnMoment(home.now, '{time_secs}')}. \`${COMMAND} help\` shows every command.`)],
  ];
  const blocks = parts.filter((part) => part.length > 0).flatMap((part, index) => divide(part, index));
  return { type: 'home', blocks: fold(blocks) };
}

function divide(part: readonly Block[], index: number): readonly Block[] {
  return index === 0 ? part : [{ type: 'divider' }, ...part];
}

function fold(blocks: readonly Block[]): Block[] {
  if (blocks.length <= MAX_BLOCKS) return [...blocks];
  const left = blocks.length - (MAX_BLOCKS - 1);
  return [
    ...blocks.slice(0, MAX_BLOCKS - 1),
    context(`… and ${left} more parts, too long for one page. \`${COMMAND} list\` shows all incidents.`),
  ];
}
