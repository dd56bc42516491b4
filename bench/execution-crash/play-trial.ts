/** Approves fixes, ends the bot in the middle of them, starts another, and waits until there is nothing left to do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import type pg from 'pg';
import { APPROVER, keyOf, textOf, until } from '../../test/helpers/bot.js';
import type { BotProcess } from '../../test/helpers/bot-process.js';
import {
  awaitProposals,
  channelOf,
  PATIENCE_MS,
  proposalOf,
  type Call,
  type Fleet,
} from '../real-bots/fleet.js';
import { judgeTrial, type Ended, type Violations } from './judge-trial.js';
import type { PlannedService, Trial } from './plan-trial.js';

/** What has no end yet, for a fix that somebody approved. */
const OPEN = ['pending', 'approved', 'executing', 'verifying'];
/** A zombie needs no longer for what it had begun. */
const ZOMBIE_MS = 1_000;

/** Answers calls as planned, and tells when each takes effect. */
export function createEndpoint(services: readonly PlannedService[]) {
  const planned = new Map(services.map((service) => [service.name, service]));
  const effects = new Set<string>();
  return {
    effects: effects as ReadonlySet<string>,
    answer({ service: name }: Call, response: ServerResponse, fleet: Pick<Fleet, 'heal' | 'calls'>): void {
      const isFirst = fleet.calls.filter(({ service }) => service === name).length === 1;
      const plan = isFirst ? planned.get(name) : undefined;
      setTimeout(() => {
        effects.add(name);
        fleet.heal(name);
        if (plan?.answer === 'cut') response.destroy();
        else response.end('restarted');
      }, plan?.workMs ?? 0);
    },
  };
}

export interface Scene {
  readonly fleet: Fleet;
  readonly client: pg.Client;
  readonly endpoint: ReturnType<typeof createEndpoint>;
}

/** `bot` is running when it begins; the one that it gives back is running when it ends. */
export async function playTrial(
  scene: Scene,
  bot: BotProcess,
  trial: Trial,
): Promise<{ violations: Violations; bot: BotProcess; calls: number }> {
  const { fleet, client } = scene;
  const names = trial.services.map(({ name }) => name);
  const cards = await awaitProposals(fleet, bot, names);
  const click = async (service: string) => {
    const ts = cards.get(service)?.ts ?? '';
    const how = { user: APPROVER, channel: channelOf(service), ts, actionId: 'proposal.approve' };
    await fleet.world.slack.control.people.click(how).catch(() => undefined);
  };
  const approved = trial.services.filter(({ isApproved }) => isApproved).map(({ name }) => name);
  const clicks = approved.map(click);
  await momentOf(scene, trial, names);
  if (trial.end === 'kill') await bot.kill();
  else bot.freeze();
  const next = await fleet.createBot();
  await passAMinute(client);
  await next.start();
  await Promise.all(clicks);
  if (trial.end === 'freeze') {
    bot.thaw();
    await sleep(ZOMBIE_MS);
    await bot.kill();
    await passAMinute(client);
  }
  await clickAgain(scene, approved, cards, click);
  const ended = await until(
    'the end of all approved fixes',
    () => readEnds(scene, trial, cards),
    PATIENCE_MS,
  );
  const calls = fleet.calls.filter(({ service }) => names.includes(service));
  return { violations: judgeTrial(ended, calls), bot: next, calls: calls.length };
}

async function momentOf({ fleet, endpoint }: Scene, trial: Trial, names: readonly string[]): Promise<void> {
  const isThere = {
    clicks: () => true,
    call: () => fleet.calls.some(({ service }) => names.includes(service)),
    effect: () => names.some((name) => endpoint.effects.has(name)),
  }[trial.after];
  const deadline = Date.now() + PATIENCE_MS;
  while (!isThere() && Date.now() < deadline) await sleep(1);
  await sleep(trial.waitMs);
}

/** What Slack could not hand over, people see as failed, and click once more. */
async function clickAgain(
  { client }: Scene,
  approved: readonly string[],
  cards: Parameters<typeof readEnds>[2],
  click: (service: string) => Promise<void>,
): Promise<void> {
  for (const service of approved) {
    const card = cards.get(service);
    const { rows } = await client.query<{ waits: boolean }>(
      `SELECT status = 'pending' AND NOT EXISTS (SELECT FROM firewatch.slack_inputs WHERE handled_at IS NULL) AS waits
       FROM firewatch.proposals WHERE id = $1`,
      [card ? proposalOf(card) : ''],
    );
    if (rows[0]?.waits) await click(service);
  }
}

/** Undefined while something is still under way, or not said yet. */
async function readEnds(
  { fleet, client }: Scene,
  trial: Trial,
  cards: Awaited<ReturnType<typeof awaitProposals>>,
): Promise<readonly Ended[] | undefined> {
  const { control } = fleet.world.slack;
  const ended: Ended[] = [];
  for (const service of trial.services) {
    const card = cards.get(service.name);
    if (!card) return undefined;
    const proposal = proposalOf(card);
    const { rows } = await client.query<{ status: string; outcome: string | null; waits: boolean }>(
      `SELECT status, EXISTS (SELECT FROM firewatch.messages WHERE subject_id = proposals.id::text
         AND version > delivered_version AND abandoned_at IS NULL) AS waits FROM firewatch.proposals WHERE id = $1`,
      [proposal],
    );
    const [row] = rows;
    if (!row || row.waits || (service.isApproved && OPEN.includes(row.status))) return undefined;
    const thread = control.messages(channelOf(service.name)).filter((one) => keyOf(one) === keyOf(card));
    ended.push({ service, proposal, status: row.status, thread: thread.map(textOf).join('\n') });
  }
  return ended;
}

/** What a dead bot held is free after a minute on the database's clock; nobody wants to wait for that. */
async function passAMinute(client: pg.Client): Promise<void> {
  await client.query("UPDATE firewatch.messages SET lease_until = lease_until - interval '1 minute'");
  await client.query("UPDATE pgboss.job SET heartbeat_on = heartbeat_on - interval '1 minute'");
}
