/**
 * Two bots get the alerts of one trouble at the same moment, and later the clicks on its fix; one of them is killed in the
 * middle, and nobody takes its place.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { until } from '../../test/helpers/bot.js';
import type { BotProcess } from '../../test/helpers/bot-process.js';
import { awaitCards, PATIENCE_MS, sendAlert } from '../real-bots/fleet.js';
import { judgeTrial } from './judge-trial.js';
import { approve, approveAgain } from './people.js';
import type { PlannedService, Trial } from './plan-trial.js';
import { heardIn, momentOf, type Played, type Scene } from './play-trial.js';
import { awaitEnds, readGroups } from './read-ends.js';

/** Of each service: the first goes to the bot that is far from the database, of the others every second one. */
const ALERTS = 4;
/**
 * That bot's way to the database: between its look at what is open and what it writes, the other one opens and commits.
 * Twice as far, its idle workers alone would keep every connection busy.
 */
const FAR_MS = 200;
/** Longer than it has looked and not yet written; where the other one has to wait for it, nothing happens in that time. */
const WINDOW_MS = 4_000;
/** What it looks with, as the database shows it. */
const LOOKED = `SELECT FROM pg_stat_activity WHERE query LIKE '%AS "splitOff"%' AND state <> 'idle' AND pid <> pg_backend_pid()`;
const AGAIN_MS = 100;
/** Different people, who click at the same moment on each fix, over both connections. */
const PEOPLE = ['U0ALICE', 'U0BOB'];
const CLICKS_EACH = 3;
/** What a bot holds in Slack it gives back sooner, as long as it lives: a channel gets one message a second. */
const HOLDS_MS = 10_000;
const HELD = 'SELECT key, lease_token::text AS token FROM firewatch.messages WHERE lease_until > now()';
const OPENED = 'SELECT DISTINCT service FROM firewatch.incidents WHERE service = ANY ($1)';

/** `first` is running when it begins. */
export async function playRace(scene: Scene, first: BotProcess, trial: Trial): Promise<Played> {
  const { fleet, client, link } = scene;
  const { services } = trial;
  const second = await fleet.createBot(link.url);
  await second.start();
  // Which of the two is as good as a coin: seeds are even and odd.
  const [dying, staying] = trial.seed % 2 === 0 ? [first, second] : [second, first];
  const die = async () => {
    await momentOf(scene, trial);
    await dying.kill();
    return freeWhatItHeld(client);
  };

  const sent = new Map(services.map(({ name }) => [name, new Set<string>()]));
  const [early, late] = [alertsOf(services, 0, 1), alertsOf(services, 1, ALERTS)];
  link.setDelay(FAR_MS);
  first.freeze();
  const looked = new AbortController();
  const sending = sendUntil(looked.signal, early, sent, second);
  await until('the second bot to look for open incidents', () => hasLooked(client, services), PATIENCE_MS);
  looked.abort();
  first.thaw();
  const sendingLate = sendAll(late, sent, [first, second]);
  await allOpened(client, services);
  link.setDelay(0);
  let death = trial.after === 'alerts' ? die() : undefined;
  await Promise.all([sending, sendingLate]);
  // Whoever sends them has had no answer from the dead one, and tries the other.
  await sendAll(
    [...early, ...late].filter(({ service, fingerprint }) => !sent.get(service.name)?.has(fingerprint)),
    sent,
    [staying],
  );
  const cards = await awaitCards(fleet, services);
  death ??= die();
  const approved = services.filter(({ isApproved }) => isApproved);
  const clicks = approved.flatMap(({ name }) =>
    Array.from({ length: CLICKS_EACH }, () => PEOPLE.map((user) => approve(fleet, cards, name, user))).flat(),
  );
  await Promise.all([...clicks, death]);
  await approveAgain(scene, services, cards);
  const ended = await awaitEnds(scene, services, cards, PATIENCE_MS);
  const groups = await readGroups(scene, services, sent);
  const judged = judgeTrial(ended, heardIn(scene, trial), groups);
  return { judged, bot: staying };
}

/** Its look is there to be seen for less than a second: on a busy machine it may have opened an incident meanwhile. */
async function hasLooked(client: pg.Client, services: readonly PlannedService[]): Promise<true | undefined> {
  const looks = await client.query(LOOKED);
  const opened = await client.query(OPENED, [services.map(({ name }) => name)]);
  return looks.rows.length + opened.rows.length > 0 ? true : undefined;
}

/** Until each service has an incident, or nobody gets on. */
async function allOpened(client: pg.Client, services: readonly PlannedService[]): Promise<void> {
  const names = services.map(({ name }) => name);
  const deadline = Date.now() + WINDOW_MS;
  while (Date.now() < deadline) {
    const { rows } = await client.query(OPENED, [names]);
    if (rows.length === names.length) return;
    await sleep(10);
  }
}

interface SentAlert {
  readonly service: PlannedService;
  readonly fingerprint: string;
}

const alertsOf = (services: readonly PlannedService[], from: number, to: number): readonly SentAlert[] =>
  services.flatMap((service) =>
    Array.from({ length: to - from }, (_, index) => ({
      service,
      fingerprint: `${service.name}a${from + index}`,
    })),
  );

/** Those of one service go to different bots. */
async function sendAll(
  alerts: readonly SentAlert[],
  sent: ReadonlyMap<string, Set<string>>,
  bots: readonly BotProcess[],
): Promise<void> {
  await Promise.all(
    alerts.map(async ({ service, fingerprint }, index) => {
      const bot = bots[index % bots.length];
      if (!bot) throw new Error('There is nobody to send alerts to.');
      const isTaken = await sendAlert(bot, service, fingerprint).then(
        () => true,
        () => false,
      );
      if (isTaken) sent.get(service.name)?.add(fingerprint);
    }),
  );
}

/** Far from the database and on a busy machine, the bot may answer too late; senders then try again. */
async function sendUntil(
  over: AbortSignal,
  alerts: readonly SentAlert[],
  sent: ReadonlyMap<string, Set<string>>,
  bot: BotProcess,
): Promise<void> {
  let left = alerts;
  while (left.length > 0) {
    await sendAll(left, sent, [bot]);
    if (over.aborted) return;
    left = left.filter(({ service, fingerprint }) => !sent.get(service.name)?.has(fingerprint));
    await sleep(AGAIN_MS);
  }
}

/** A minute later on the database's clock, for what the dead bot held alone; its jobs are found dead after ten seconds. */
async function freeWhatItHeld(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ key: string; token: string }>(HELD);
  await sleep(HOLDS_MS);
  await client.query(
    `UPDATE firewatch.messages SET lease_until = lease_until - interval '1 minute'
     WHERE (key, lease_token::text) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [rows.map(({ key }) => key), rows.map(({ token }) => token)],
  );
}
