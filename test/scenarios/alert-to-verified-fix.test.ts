import { afterEach, describe, expect, test } from '@jest/globals';
import {
  alertOf,
  approve,
  APPROVER,
  findProposal,
  keyOf,
  startBot,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type Bot,
} from '../helpers/bot.js';

let bot: Bot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

describe('an alert with a runbook', () => {
  test('becomes a thread, a proposal, one approved and verified fix, and a resolved incident', async () => {
    bot = await startBot({ database: 'either' });
    const world = bot;
    const alert = alertOf();

    expect((await bot.post(WEBHOOK, webhookOf(alert))).status).toBe(200);
    const card = await until('the thread', () => world.cards()[0]);
    const proposal = await until('the proposal', () => findProposal(world));
    expect(proposal.threadTs).toBe(card.ts);
    expect(world.fix.requests.filter(({ method }) => method !== 'GET')).toEqual([]);

    expect(await approve(world, proposal)).toEqual({ ok: true });
    // Before that it would not be needed any more, and nothing would run.
    await until('the run', () => world.fix.requests.find(({ method }) => method === 'POST'));
    world.metrics.value = '0';
    await until('the verdict', () =>
      world.messages().find((one) => keyOf(one) === keyOf(proposal) && /verified after/i.test(textOf(one))),
    );
    expect(world.fix.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);

    await bot.post(WEBHOOK, webhookOf({ ...alert, status: 'resolved', endsAt: new Date().toISOString() }));
    await until('the end', () => (/resolved after/i.test(textOf(world.cards()[0]!)) ? true : undefined));
    expect(world.cards()).toHaveLength(1);
    const rows = await bot.query('SELECT status, decided_by FROM firewatch.proposals');
    expect(rows).toEqual([{ status: 'verified', decided_by: { kind: 'person', id: APPROVER } }]);
    expect(bot.log).toEqual([]);
  }, 60_000);
});
