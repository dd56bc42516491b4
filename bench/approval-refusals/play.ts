/** Plays one case on one process, and writes down what can be seen of it from outside. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../demo/slack/local-slack.js';
import { formAfter, textOf } from '../../test/helpers/bot.js';
import { sayAnswer } from '../../src/slack/commands/say.js';
import type { Audited, Seen } from './judge-play.js';
import type { RefusalCase } from './refusal-case.js';
import { awaitStatus, click, findPlace, type Scene } from './scene.js';

/** Longer than a click and its answer take on a machine that is busy with other things. */
const CLICK_MS = 30_000;
/** Cards change at the pace of Slack's workspace limit, and a run changes several. */
const CARD_MS = 150_000;

/** What is known without the endpoint's calls, which are counted when all is over. */
export type Observed = Omit<Seen, 'calls'>;

/** The click that counts, before the run. */
export async function approve(scene: Scene, one: RefusalCase): Promise<void> {
  await scene.stage.hold(scene.proposal);
  await act(scene, one, false);
  await awaitStatus(scene, 'approved');
}

/** A click, or the emergency form; gives by which id the bot knows it, and where its answer is to be read. */
async function act(
  scene: Scene,
  one: RefusalCase,
  isRefused: boolean,
): Promise<{ about: string; channel: string }> {
  const { by = 'U0ALICE', emergency } = one;
  const how = { user: by, ...(isRefused ? one.click : {}) };
  if (emergency === undefined) {
    const place = how.place && findPlace(scene, by, how.place);
    return { about: click(scene, how, place), channel: place?.channel ?? scene.channel };
  }
  const { stage, channel, process, card } = scene;
  const { people } = stage.control;
  return stage.atForm(async () => {
    const form = await formAfter(stage.fleet.world, by, () =>
      stage.control.sockets.over(process, () =>
        people.click({ user: by, channel, ts: card.ts, actionId: 'proposal.break_glass' }),
      ),
    );
    const values = { reason: { reason: emergency } };
    const viewId = String(form['id']);
    stage.over(process, () => people.submitView({ user: by, viewId, values }));
    return { about: `view:${viewId}:%`, channel };
  });
}

export async function playClick(scene: Scene, one: RefusalCase): Promise<Observed> {
  const { by = 'U0ALICE' } = one;
  const subject = one.click?.value?.slice(0, 100) ?? scene.proposal;
  const before = await look(scene, subject);
  const { control } = scene.stage;
  const read = (channel: string) =>
    control
      .messagesFor(channel, by)
      .filter((message) => message.visibleOnlyTo === by || channel.startsWith('D'))
      .map((message) => message.text);
  const earlier = one.click?.place === undefined ? read(scene.channel) : [];
  const { about, channel } = await act(scene, one, true);
  const deadline = Date.now() + CLICK_MS;
  const isOver = () => Date.now() > deadline;
  let audited: readonly Audited[] = [];
  while (audited.length === 0 && !isOver()) {
    await sleep(100);
    audited = await readAudit(scene, subject, before.seq);
    const { status, approvals } = await look(scene, subject);
    // It counted, so nothing more will come.
    if (approvals > before.approvals || (status !== before.status && status !== 'superseded')) break;
  }
  const expected = audited.map(({ sentence }) => sayAnswer({ sentence }).text);
  // What was said before may say the same.
  const countSaid = (texts: readonly string[]) => texts.filter((text) => expected.includes(text)).length;
  while (countSaid(read(channel)) <= countSaid(earlier) && audited.length > 0 && !isOver()) await sleep(100);
  const after = await look(scene, subject);
  const texts = read(channel);
  return {
    handledBy: await whoTook(scene, about),
    statusBefore: before.status,
    statusAfter: after.status,
    newApprovals: after.approvals - before.approvals,
    audited,
    texts: countSaid(texts) > countSaid(earlier) ? texts : [],
  };
}

/** Lets the approved fix have its turn. Its card is read later: it may be long in coming. */
export async function playRun(scene: Scene): Promise<Observed> {
  const before = await look(scene, scene.proposal);
  await scene.stage.release(scene.proposal);
  const deadline = Date.now() + CLICK_MS;
  let after = before;
  while (after.status === 'approved' && Date.now() < deadline) {
    await sleep(100);
    after = await look(scene, scene.proposal);
  }
  return {
    handledBy: await whoTook(scene, scene.proposal),
    statusBefore: before.status,
    statusAfter: after.status,
    newApprovals: Math.max(0, after.approvals - before.approvals),
    audited: await readAudit(scene, scene.proposal, before.seq),
    texts: [],
  };
}

/** What the card shows, as soon as it shows the sentence, or at the end of all patience. */
export async function readCard(
  { stage, channel, card }: Scene,
  sentence: string,
): Promise<readonly string[]> {
  const deadline = Date.now() + CARD_MS;
  const wanted = JSON.stringify(sentence).slice(1, -1);
  for (;;) {
    const found = stage.control.messages(channel).find((one: Message) => one.ts === card.ts);
    const text = found ? textOf(found) : '';
    if (text.includes(wanted) || Date.now() > deadline) return [text];
    await sleep(200);
  }
}

async function look({ stage, proposal }: Scene, subject: string) {
  const [row] = await stage.sql<{ status?: string; approvals: number; seq: number }>(
    `SELECT (SELECT status FROM firewatch.proposals WHERE id = $1) AS status,
       (SELECT count(*)::int FROM firewatch.approvals WHERE proposal_id = $1) AS approvals,
       (SELECT coalesce(max(seq), 0)::int FROM firewatch.audit WHERE subject = $2) AS seq`,
    [proposal, subject],
  );
  return { status: row?.status, approvals: row?.approvals ?? 0, seq: row?.seq ?? 0 };
}

const readAudit = ({ stage }: Scene, subject: string, after: number) =>
  stage.sql<Audited & { seq: number }>(
    `SELECT seq::int, event, details ->> 'code' AS code, coalesce(details ->> 'reason', details ->> 'outcome', '') AS sentence
     FROM firewatch.audit WHERE subject = $1 AND seq > $2 AND details ? 'code' ORDER BY seq`,
    [subject, after],
  );

async function whoTook({ stage }: Scene, about: string): Promise<string | undefined> {
  const [row] = await stage.sql<{ bot: string }>(
    'SELECT bot FROM bench.taken WHERE about LIKE $1 ORDER BY at DESC LIMIT 1',
    [about],
  );
  return row?.bot;
}
