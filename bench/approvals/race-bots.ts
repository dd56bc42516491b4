/** Fifty clicks at once on each proposal, over two bots that are real processes; counted is what the endpoint was asked. */
import pg from 'pg';
import type { LocalSlack } from '../../demo/slack/local-slack.js';
import { until } from '../../test/helpers/bot.js';
import {
  awaitProposals,
  channelOf,
  openFleet,
  PATIENCE_MS,
  proposalOf,
  type Call,
  type Fleet,
} from '../real-bots/fleet.js';

/** Proposals that wait at the same time; more would only wait longer. */
const AT_ONCE = 10;
/** Clicks on each proposal that come again as the same envelope, twice: once over each connection. */
const AGAIN = 2;

export interface Raced {
  /** Calls of the endpoint for each proposal, by the key it was given. */
  readonly runs: readonly number[];
  /** Calls of the endpoint that name no proposal of this race, or another than its service's. */
  readonly strangers: number;
  /** Approvals in the database. */
  readonly counted: number;
  /** Clicks that Slack handed to the bots and they took, the same envelope again not included. */
  readonly clicks: number;
  /** Envelopes that came once more. */
  readonly repeated: number;
  /** Clicks that came to each of the two. */
  readonly perBot: readonly number[];
}

export async function raceBots(
  url: string,
  { proposals, clicks }: { proposals: number; clicks: number },
): Promise<Raced> {
  const services = Array.from({ length: proposals }, (_, index) => ({
    name: `s${index}`,
    steps: [{ isIdempotent: index % 2 === 0 }],
  }));
  const fleet = await openFleet({
    database: url,
    services,
    answer({ service }, response, { heal }) {
      heal(service);
      response.end('restarted');
    },
  });
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const bots = await Promise.all([fleet.createBot(), fleet.createBot()]);
    await Promise.all(bots.map((bot) => bot.start()));
    const cards = new Map<string, string>();
    let repeated = 0;
    for (let from = 0; from < proposals; from += AT_ONCE) {
      const batch = services.slice(from, from + AT_ONCE);
      for (const [service, card] of await awaitProposals(
        fleet,
        bots[from % (2 * AT_ONCE) === 0 ? 0 : 1],
        batch,
      )) {
        cards.set(service, proposalOf(card));
        repeated += await clickAtOnce(fleet.world.slack, service, card.ts, clicks);
      }
      await until('the end of all clicks and runs', () => isSettled(client), PATIENCE_MS);
    }
    const { rows } = await client.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM firewatch.approvals',
    );
    return {
      ...countCalls(fleet.calls, cards),
      counted: rows[0]?.count ?? 0,
      clicks: acked(fleet) - repeated,
      repeated,
      perBot: fleet.world.slack.control.sockets.sent(),
    };
  } finally {
    await client.end();
    await fleet.close();
  }
}

/** Everybody clicks at once; then some clicks come again, over both connections. Gives the number of those. */
async function clickAtOnce(slack: LocalSlack, service: string, ts: string, clicks: number): Promise<number> {
  const { control } = slack;
  const firstSeq = control.log().length;
  const click = (user: string) =>
    control.people.click({ user, channel: channelOf(service), ts, actionId: 'proposal.approve' });
  await Promise.all(
    Array.from({ length: clicks }, (_, index) => click(index % 2 === 0 ? 'U0ALICE' : 'U0BOB')),
  );
  const envelopes = control
    .log(firstSeq)
    .flatMap((entry) =>
      entry.kind === 'envelope.acked' && entry.type === 'interactive' ? [entry.envelopeId] : [],
    )
    .slice(0, AGAIN);
  for (const envelope of envelopes) {
    await control.sendAgain(envelope);
    await control.sendAgain(envelope);
  }
  return 2 * envelopes.length;
}

const acked = ({ world }: Fleet): number =>
  world.slack.control.log().filter((entry) => entry.kind === 'envelope.acked' && entry.type === 'interactive')
    .length;

/** Nothing that was clicked waits, and nothing that was approved runs or will. */
async function isSettled(client: pg.Client): Promise<true | undefined> {
  const { rows } = await client.query<{ open: number }>(
    `SELECT (SELECT count(*) FROM firewatch.slack_inputs WHERE handled_at IS NULL)
       + (SELECT count(*) FROM firewatch.proposals WHERE status IN ('pending', 'approved', 'executing')) AS open`,
  );
  return Number(rows[0]?.open) === 0 ? true : undefined;
}

/** `cards`: the proposal of each service, as its card in Slack names it. */
export function countCalls(
  calls: readonly Pick<Call, 'service' | 'key'>[],
  cards: ReadonlyMap<string, string>,
): Pick<Raced, 'runs' | 'strangers'> {
  const runs = [...cards].map(([service]) => calls.filter((call) => call.service === service).length);
  const strangers = calls.filter(({ service, key }) => key === '' || cards.get(service) !== key).length;
  return { runs, strangers };
}
