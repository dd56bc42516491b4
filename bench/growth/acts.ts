/** What people and senders do all day, each timed from outside: from the act to what is seen of it. */
import type { LoggedEntry } from '../../demo/slack/local-slack.js';
import { alertOf, webhookOf, WEBHOOK } from '../../test/helpers/webhook.js';
import type { OneBot } from '../real-bots/one-bot.js';

const CHANNEL = 'C0INCIDENTS';
const USERS = ['U0ALICE', 'U0BOB', 'U0CAROL'];
const TIMEOUT_MS = 60_000;
/** Of the same act: Slack takes a Home tab a second, and the bot keeps to that. */
const PAUSE_MS = 750;

export const ACTS = ['list', 'home', 'intake', 'incident'] as const;
export type Act = (typeof ACTS)[number];
/** Milliseconds, one for each time. */
export type Times = Readonly<Record<Act, readonly number[]>>;

export const DESCRIPTIONS: Readonly<Record<Act, string>> = {
  list: '/incident list, until the answer is there',
  home: 'the Home tab, until it is published',
  intake: 'a webhook, until it is answered 2xx',
  incident: 'the same, until its incident is open',
};

export async function timeActs(world: OneBot, size: { round: number; times: number }): Promise<Times> {
  const times: Record<Act, number[]> = { list: [], home: [], intake: [], incident: [] };
  for (let index = 0; index < size.times; index += 1) {
    const user = USERS[index % USERS.length] ?? 'U0ALICE';
    times.list.push(await timeList(world, user));
    times.home.push(await timeHome(world, user));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  for (let index = 0; index < size.times; index += 1) {
    const { answered, opened } = await timeAlert(world, `newcomer-${size.round}-${index}`);
    times.intake.push(answered);
    times.incident.push(opened);
  }
  return times;
}

async function timeList({ slack }: OneBot, user: string): Promise<number> {
  const after = slack.control.log().length;
  const startedAt = performance.now();
  const { ok } = await slack.control.people.command({ user, channel: CHANNEL, text: '/incident list' });
  if (!ok) throw new Error('The list was not acknowledged.');
  return seen('the list', startedAt, () =>
    slack.control.log(after).some((entry) => entry.kind === 'response_url' || isAnswered(entry)),
  );
}

const isAnswered = (entry: LoggedEntry) =>
  entry.kind === 'envelope.acked' && entry.type === 'slash_commands' && Boolean(entry.response);

async function timeHome({ slack }: OneBot, user: string): Promise<number> {
  const after = slack.control.log().length;
  const startedAt = performance.now();
  slack.control.people.openHome({ user });
  return seen('the Home tab', startedAt, () =>
    slack.control
      .log(after)
      .some(
        (entry) => entry.kind === 'api' && entry.method === 'views.publish' && entry.args['user_id'] === user,
      ),
  );
}

async function timeAlert({ bot, token, sql }: OneBot, service: string) {
  const alert = alertOf({ labels: { service, alertname: service }, fingerprint: service });
  const startedAt = performance.now();
  const answer = await fetch(`${bot.url}${WEBHOOK}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...webhookOf(alert), groupKey: `{}:{service="${service}"}` }),
  });
  if (answer.status !== 200) throw new Error(`The alert of ${service} was answered ${answer.status}.`);
  const answered = performance.now() - startedAt;
  const opened = await seen('the incident', startedAt, async () => {
    const rows = await sql('SELECT FROM firewatch.alerts WHERE fingerprint = $1 AND is_handled', [service]);
    return rows.length > 0;
  });
  return { answered, opened };
}

async function seen(
  what: string,
  startedAt: number,
  look: () => boolean | Promise<boolean>,
): Promise<number> {
  while (!(await look())) {
    if (performance.now() - startedAt > TIMEOUT_MS) throw new Error(`Waited a minute for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return performance.now() - startedAt;
}
