/** What people do in a trial. */
import type pg from 'pg';
import type { Message } from '../../demo/slack/local-slack.js';
import { APPROVER, until } from '../../test/helpers/bot.js';
import { channelOf, PATIENCE_MS, proposalOf, type Fleet } from '../real-bots/fleet.js';
import type { PlannedService } from './plan-trial.js';

/** The card of each service's fix. */
export type Cards = ReadonlyMap<string, Message>;

/** Resolves with whether Slack has handed it over. */
export async function approve(
  { world }: Fleet,
  cards: Cards,
  service: string,
  user = APPROVER,
): Promise<boolean> {
  const ts = cards.get(service)?.ts ?? '';
  const click = { user, channel: channelOf(service), ts, actionId: 'proposal.approve' };
  const answer = await world.slack.control.people.click(click).catch(() => undefined);
  return answer?.ok === true;
}

/**
 * What Slack could not hand over, people see as failed, and click once more when everything else was handled; again where
 * the new bot has no connection to Slack yet.
 */
export async function approveAgain(
  { fleet, client }: { readonly fleet: Fleet; readonly client: pg.Client },
  services: readonly PlannedService[],
  cards: Cards,
): Promise<void> {
  await until('all clicks to be handled', () => isQuiet(client), PATIENCE_MS);
  for (const { name } of services.filter(({ isApproved }) => isApproved)) {
    const card = cards.get(name);
    await until(
      `a click on the fix of ${name} to be handed over`,
      async () => {
        const { rows } = await client.query(
          "SELECT FROM firewatch.proposals WHERE id::text = $1 AND status = 'pending'",
          [card ? proposalOf(card) : ''],
        );
        return rows.length === 0 || (await approve(fleet, cards, name)) ? true : undefined;
      },
      PATIENCE_MS,
    );
  }
}

async function isQuiet(client: pg.Client): Promise<true | undefined> {
  const { rows } = await client.query('SELECT FROM firewatch.slack_inputs WHERE handled_at IS NULL LIMIT 1');
  return rows.length === 0 ? true : undefined;
}
