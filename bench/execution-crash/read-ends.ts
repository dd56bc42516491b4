/** What became of the fixes of a trial, once there is nothing left to do, and of its alerts. */
import type pg from 'pg';
import { keyOf, textOf } from '../../test/helpers/bot.js';
import { channelOf, proposalOf, type Fleet } from '../real-bots/fleet.js';
import type { Group } from './judge-group.js';
import type { Ended } from './ended.js';
import type { PlannedService } from './plan-trial.js';
import type { Cards } from './people.js';

/** What has no end yet, for a fix that somebody approved. */
const OPEN = ['pending', 'approved', 'executing', 'verifying'];
const LOOK_EVERY_MS = 50;

interface Where {
  readonly fleet: Fleet;
  readonly client: pg.Client;
}

/** As they are when nothing is under way or unsaid any more, and at the latest after so long. */
export async function awaitEnds(
  where: Where,
  services: readonly PlannedService[],
  cards: Cards,
  patienceMs: number,
): Promise<readonly Ended[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const looks: Awaited<ReturnType<typeof look>>[] = [];
    for (const service of services) looks.push(await look(where, service, cards));
    if (looks.every(({ isOver }) => isOver) || Date.now() > deadline) return looks.map(({ ended }) => ended);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function look(
  { fleet, client }: Where,
  service: PlannedService,
  cards: Cards,
): Promise<{ ended: Ended; isOver: boolean }> {
  const card = cards.get(service.name);
  const proposal = card ? proposalOf(card) : '';
  const { rows } = await client.query<{ status: string; waits: boolean }>(
    `SELECT status, EXISTS (SELECT FROM firewatch.messages WHERE subject_id = proposals.id::text
       AND version > delivered_version AND abandoned_at IS NULL) AS waits FROM firewatch.proposals WHERE id::text = $1`,
    [proposal],
  );
  const { status = 'gone', waits = false } = rows[0] ?? {};
  const shown = fleet.world.slack.control
    .messages(channelOf(service.name))
    .filter((one) => card && keyOf(one) === keyOf(card));
  return {
    ended: { service, proposal, status, thread: shown.map(textOf).join('\n') },
    isOver: !waits && !(service.isApproved && OPEN.includes(status)),
  };
}

/** `sent`: the alerts of each service that a bot took, by their fingerprints. */
export async function readGroups(
  { fleet, client }: Where,
  services: readonly PlannedService[],
  sent: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<readonly Group[]> {
  const groups: Group[] = [];
  for (const { name } of services) {
    const taken = sent.get(name) ?? new Set();
    const { rows } = await client.query<Counts>(COUNTS, [name, [...taken]]);
    const [counts] = rows;
    if (!counts) throw new Error('Counting gave no row.');
    const messages = fleet.world.slack.control
      .messages(channelOf(name))
      .filter(({ botId }) => botId !== undefined);
    groups.push({
      service: name,
      sent: taken.size,
      threads: messages.filter(({ threadTs }) => threadTs === undefined).length,
      ...counts,
      fixes: Math.max(counts.fixes, mostAlike(messages.map(keyOf).filter(isFix))),
    });
  }
  return groups;
}

type Counts = Pick<Group, 'stored' | 'grouped' | 'incidents' | 'fixes' | 'approvals'>;

const COUNTS = `SELECT
  (SELECT count(DISTINCT fingerprint) FROM firewatch.alerts WHERE fingerprint = ANY ($2))::int AS stored,
  (SELECT count(DISTINCT fingerprint) FROM firewatch.alerts WHERE fingerprint = ANY ($2) AND incident_id IS NOT NULL)::int
    AS grouped,
  (SELECT count(*) FROM firewatch.incidents WHERE service = $1)::int AS incidents,
  (SELECT count(*) FROM firewatch.proposals AS one WHERE service = $1 AND NOT EXISTS (SELECT FROM firewatch.proposals AS former
    WHERE former.service = $1 AND former.decided_at < one.created_at))::int AS fixes,
  (SELECT coalesce(max(number), 0) FROM (SELECT count(*) AS number FROM firewatch.approvals JOIN firewatch.proposals
    ON proposals.id = approvals.proposal_id WHERE service = $1 GROUP BY proposal_id) AS counted)::int AS approvals`;

const isFix = (key: string) => key.startsWith('proposal:');

function mostAlike(keys: readonly string[]): number {
  return Math.max(0, ...keys.map((key) => keys.filter((other) => other === key).length));
}
