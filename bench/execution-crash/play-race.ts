/**
 * Two bots get the alerts of one trouble at the same moment, and later the clicks on its fix; one of them is killed in the
 * middle, and nobody takes its place.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { BotProcess } from '../../test/helpers/bot-process.js';
import { seededRandom } from '../../test/helpers/seeded-random.js';
import { awaitCards, PATIENCE_MS, sendAlert } from '../real-bots/fleet.js';
import { judgeTrial } from './judge-trial.js';
import { approve, approveAgain } from './people.js';
import type { PlannedService, Trial } from './plan-trial.js';
import { heardIn, momentOf, type Played, type Scene } from './play-trial.js';
import { awaitEnds, readGroups } from './read-ends.js';

/** Of each service; every second one goes to the second bot. */
const ALERTS = 4;
/** Within which all are sent: long enough for the two to work at the same time on what the other has not finished. */
const SENDING_MS = 300;
/** One bot's way to the database: what the other opens, opens while the slower one has looked and not yet written. */
const FAR_MS = 15;
/** Different people, who click at the same moment on each fix, over both connections. */
const PEOPLE = ['U0ALICE', 'U0BOB'];
const CLICKS_EACH = 3;
/** What a bot holds in Slack it gives back sooner, as long as it lives: a channel gets one message a second. */
const HOLDS_MS = 10_000;
const HELD = 'SELECT key, lease_token::text AS token FROM firewatch.messages WHERE lease_until > now()';

/** `first` is running when it begins. */
export async function playRace(scene: Scene, first: BotProcess, trial: Trial): Promise<Played> {
  const { fleet, client, link } = scene;
  const { services } = trial;
  const second = await fleet.createBot(link.url);
  await second.start();
  link.setDelay(FAR_MS);
  // Which of the two is as good as a coin: seeds are even and odd.
  const [dying, staying] = trial.seed % 2 === 0 ? [first, second] : [second, first];
  const die = async () => {
    await momentOf(scene, trial);
    await dying.kill();
    return freeWhatItHeld(client);
  };

  const alerts = alertsOf(trial);
  const sent = new Map(services.map(({ name }) => [name, new Set<string>()]));
  let death = trial.after === 'alerts' ? die() : undefined;
  await sendAll(alerts, sent, [first, second]);
  // Whoever sends them has had no answer from the dead one, and tries the other.
  await sendAll(
    alerts.filter(({ service, fingerprint }) => !sent.get(service.name)?.has(fingerprint)),
    sent,
    [staying],
  );
  link.setDelay(0);
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

interface SentAlert {
  readonly service: PlannedService;
  readonly fingerprint: string;
  readonly atMs: number;
}

function alertsOf(trial: Trial): readonly SentAlert[] {
  const random = seededRandom(trial.seed);
  return trial.services.flatMap((service) =>
    Array.from({ length: ALERTS }, (_, index) => ({
      service,
      fingerprint: `${service.name}a${index}`,
      atMs: random() * SENDING_MS,
    })),
  );
}

/** Those of one service go to different bots. */
async function sendAll(
  alerts: readonly SentAlert[],
  sent: ReadonlyMap<string, Set<string>>,
  bots: readonly BotProcess[],
): Promise<void> {
  await Promise.all(
    alerts.map(async ({ service, fingerprint, atMs }, index) => {
      const bot = bots[index % bots.length];
      if (!bot) throw new Error('There is nobody to send alerts to.');
      await sleep(atMs);
      const isTaken = await sendAlert(bot, service, fingerprint).then(
        () => true,
        () => false,
      );
      if (isTaken) sent.get(service.name)?.add(fingerprint);
    }),
  );
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
