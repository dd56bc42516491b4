/** Approves fixes, ends the bot in the middle of them, starts another, and waits until there is nothing left to do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { BotProcess } from '../../test/helpers/bot-process.js';
import { awaitProposals, PATIENCE_MS, proposalOf, type Fleet } from '../real-bots/fleet.js';
import type { Endpoint, Heard } from './endpoint.js';
import { judgeTrial, type Judged } from './judge-trial.js';
import { approve, approveAgain, type Cards } from './people.js';
import type { Trial } from './plan-trial.js';
import { awaitEnds } from './read-ends.js';
import type { SlowLink } from './slow-link.js';

/** A zombie needs no longer for what it had begun. */
const ZOMBIE_MS = 1_000;
/** No plan has come further by then: its first steps were refused. */
const MOMENT_MS = 30_000;
/** Whoever has not taken over by then waits for something that the frozen bot holds. */
const TAKEOVER_MS = 15_000;
/** No plan was at such a point. */
const NEXT_STEP_MS = 5_000;

export interface Scene {
  readonly fleet: Fleet;
  readonly client: pg.Client;
  readonly endpoint: Endpoint;
  /** To the same database. */
  readonly link: SlowLink;
}

/** `bot` is running when a trial begins; the one that it gives back is running when it ends. */
export interface Played {
  readonly judged: Judged;
  readonly bot: BotProcess;
}

export async function playTrial(scene: Scene, bot: BotProcess, trial: Trial): Promise<Played> {
  const { fleet, client } = scene;
  const { services } = trial;
  const cards = await awaitProposals(fleet, bot, services);
  const approved = services.filter(({ isApproved }) => isApproved);
  const clicks = approved.map(({ name }) => approve(fleet, cards, name));
  await momentOf(scene, trial);
  if (trial.end === 'kill') await bot.kill();
  else bot.freeze();
  const next = await fleet.createBot();
  await passAMinute(client);
  const before = await readRuns(client, cards);
  const heardBefore = heardIn(scene, trial).length;
  await next.start();
  if (trial.end === 'freeze') {
    await takeoverOf(client, cards, before);
    if (before.size > 0 && trial.kind === 'plans') await nextStepOf(scene, trial, heardBefore);
    await sleep(trial.thawMs);
    bot.thaw();
    await sleep(ZOMBIE_MS);
    await bot.kill();
    await passAMinute(client);
  }
  await Promise.all(clicks);
  await approveAgain(scene, services, cards);
  const ended = await awaitEnds(scene, services, cards, PATIENCE_MS);
  return { judged: judgeTrial(ended, heardIn(scene, trial)), bot: next };
}

/** Until what the trial waits for has happened, and the trial's time after it. */
export async function momentOf(scene: Scene, trial: Trial): Promise<void> {
  const { after, step, waitMs } = trial;
  const isThere = () =>
    after === 'clicks' ||
    after === 'alerts' ||
    heardIn(scene, trial).some((heard) => heard.what === after && isStep(trial, heard, step));
  const deadline = Date.now() + MOMENT_MS;
  while (!isThere() && Date.now() < deadline) await sleep(1);
  await sleep(waitMs);
}

function isStep({ services }: Trial, heard: Heard, wanted: Trial['step']): boolean {
  const step = services.find(({ name }) => name === heard.service)?.steps[heard.step - 1];
  return wanted === null || (heard.step >= wanted.from && step?.isIdempotent === wanted.isIdempotent);
}

/** What the endpoint was asked in this trial. */
export function heardIn({ endpoint }: Scene, { services }: Trial): readonly Heard[] {
  const names = new Set(services.map(({ name }) => name));
  return endpoint.heard.filter(({ service }) => names.has(service));
}

/** How each run that is under way is known: who takes it over changes that. */
async function readRuns(client: pg.Client, cards: Cards): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ id: string; fence: string }>(
    "SELECT id::text, fence::text FROM firewatch.executions WHERE status = 'running' AND proposal_id::text = ANY ($1)",
    [[...cards.values()].map(proposalOf)],
  );
  return new Map(rows.map(({ id, fence }) => [id, fence]));
}

/** Until one of the runs is somebody else's, or settled. */
async function takeoverOf(
  client: pg.Client,
  cards: Cards,
  before: ReadonlyMap<string, string>,
): Promise<void> {
  const deadline = Date.now() + (before.size === 0 ? 0 : TAKEOVER_MS);
  while (Date.now() < deadline) {
    const now = await readRuns(client, cards);
    if ([...before].some(([id, fence]) => now.get(id) !== fence)) return;
    await sleep(10);
  }
}

/** Until who took over has begun a step that must not run twice. A zombie that does not notice goes on with the same one. */
async function nextStepOf(scene: Scene, trial: Trial, heardBefore: number): Promise<void> {
  const isNext = (heard: Heard) =>
    heard.what === 'call' && isStep(trial, heard, { from: 2, isIdempotent: false });
  const deadline = Date.now() + NEXT_STEP_MS;
  while (!heardIn(scene, trial).slice(heardBefore).some(isNext) && Date.now() < deadline) await sleep(1);
}

/** What a dead bot held is free after a minute on the database's clock; nobody wants to wait for that. */
async function passAMinute(client: pg.Client): Promise<void> {
  // The rows that bots write just now are theirs: waiting for several of them at once could end in a deadlock.
  await client.query(
    `UPDATE firewatch.messages SET lease_until = lease_until - interval '1 minute' WHERE key IN (
       SELECT key FROM firewatch.messages WHERE lease_until > now() FOR UPDATE SKIP LOCKED)`,
  );
  await client.query("UPDATE pgboss.job SET heartbeat_on = heartbeat_on - interval '1 minute'");
}
