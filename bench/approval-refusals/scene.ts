/** What a case can do with the service it is played on: click, change what is stored, read what came of it. */
import type { Message } from '../../demo/slack/local-slack.js';
import { textOf } from '../../test/helpers/bot.js';
import type { ProcessIndex, Stage } from './stage.js';

export interface Scene {
  readonly stage: Stage;
  readonly service: string;
  readonly channel: string;
  /** The message that shows the fix. */
  readonly card: Message;
  /** The id of the fix. */
  readonly proposal: string;
  /** Takes and decides the click, or runs what was approved. */
  readonly process: ProcessIndex;
}

export interface Click {
  readonly user: string;
  readonly actionId: string;
  /** What the button carries; the proposal's id unless told. */
  readonly value: string;
  /** Where it is clicked, when that is not on the card. */
  readonly place: 'elsewhere' | 'direct';
  readonly teamId: string;
}

interface Place {
  readonly channel: string;
  readonly ts: string;
}

const APPROVE = 'proposal.approve';

/** Gives the id by which the bot knows the click. Where the card has no such button any more, it is made up. */
export function click(
  scene: Scene,
  how: Partial<Click> = {},
  place: Place = { channel: scene.channel, ts: scene.card.ts },
): string {
  const { stage, proposal, process } = scene;
  const { user = 'U0ALICE', actionId = APPROVE, value = proposal, teamId } = how;
  const { channel, ts } = place;
  const shown = stage.control.messages(channel).find((one) => one.ts === ts);
  const isGenuine =
    teamId === undefined && shown !== undefined && textOf(shown).includes(`"${actionId}","value":"${value}"`);
  const forged = isGenuine ? {} : { forged: { value, ...(teamId === undefined ? {} : { teamId }) } };
  return stage.over(process, () => stage.control.people.click({ user, channel, ts, actionId, ...forged }));
}

/** Another channel, or a direct conversation with the bot, where a message is that could be clicked on. */
export function findPlace({ stage, service }: Scene, user: string, place: Click['place']): Place {
  const { people } = stage.control;
  const channel = place === 'direct' ? people.openDirect({ user }).channel : 'C0ELSEWHERE';
  return { channel, ts: people.say({ user, channel, text: `${service} is slow` }).ts };
}

/** Waits until the fix is in one of these states. */
export const awaitStatus = (
  { stage, proposal, service }: Scene,
  ...wanted: readonly string[]
): Promise<void> =>
  stage.awaitRow(
    `${service} to be ${wanted.join(' or ')}`,
    'SELECT 1 FROM firewatch.proposals WHERE id = $1 AND status = ANY($2::text[])',
    [proposal, wanted],
  );

/** So many have approved. */
export async function awaitApprovals({ stage, proposal, service }: Scene, count: number): Promise<void> {
  await stage.awaitRow(
    `${count} approvals for ${service}`,
    'SELECT 1 FROM firewatch.approvals WHERE proposal_id = $1 HAVING count(*) = $2',
    [proposal, count],
  );
}

/** Changes the stored proposal behind everybody's back. */
export const tamper = (assignments: string) => (scene: Scene) =>
  scene.stage.sql(`UPDATE firewatch.proposals SET ${assignments} WHERE id = $1`, [scene.proposal]);

/** What a person writes into the service's channel. */
export async function command(
  { stage, channel, process }: Pick<Scene, 'stage' | 'channel' | 'process'>,
  user: string,
  text: string,
): Promise<void> {
  await stage.control.sockets.over(process, () => stage.control.people.command({ user, channel, text }));
}
