import { describe, expect, test } from '@jest/globals';
import type { LocalSlack } from '../../../demo/slack/local-slack.js';
import type { DeliverySettings } from '../../../src/slack/delivery/create-delivery.js';
import { card, CHANNEL, clientOf, newIncident, PLENTY, until, useEngine } from './engine.js';

const { messages, openEngine, settled } = useEngine();

/** Twenty times as fast as in production; what cannot begin within 1.5 s of being claimed goes back to the queue. */
const SCALED: Partial<DeliverySettings> = {
  perSecond: 20,
  burst: 3,
  editBurst: 3,
  leaseSeconds: 16.5,
  overflowSeconds: 10_000,
  pollMs: 200,
};
const withLimits = (limits: Partial<DeliverySettings['workspace']>): Partial<DeliverySettings> => ({
  ...SCALED,
  workspace: { post: PLENTY, edit: PLENTY, publish: PLENTY, stream: PLENTY, ...limits },
});

/** A message of the bot. */
async function post(slack: LocalSlack, channel: string): Promise<string> {
  const client = clientOf(slack);
  await client.conversations.join({ channel });
  const { ts } = await client.chat.postMessage({ channel, text: 'before' });
  return ts ?? '';
}

/** Cards that are posted already, each with something new to say. */
async function editCards(slack: LocalSlack, channels: readonly string[], each: number): Promise<void> {
  for (const channel of channels) {
    const ts = await post(slack, channel);
    for (let index = 0; index < each; index += 1) await messages.touch(card(newIncident()), channel);
    await messages.query('UPDATE firewatch.messages SET ts = $1 WHERE channel = $2', [ts, channel]);
  }
}

/** Proposals of one incident, whose card is posted. */
async function propose(slack: LocalSlack, count: number): Promise<void> {
  const incident = newIncident();
  const ts = await post(slack, CHANNEL);
  await messages.touch(card(incident));
  await messages.query('UPDATE firewatch.messages SET delivered_version = version, ts = $1', [ts]);
  for (let index = 0; index < count; index += 1)
    await messages.touch({ kind: 'proposal', incidentId: incident, subjectId: `p${index}` });
}

describe('createDelivery, when more waits than can be sent within a lease', () => {
  test('finishes edits of many cards in several channels', async () => {
    const settings = withLimits({ edit: { perSecond: 20, burst: 10, reserve: 2 } });
    const { slack, callsTo, build } = await openEngine({
      settings,
      render: () => Promise.resolve({ text: 'after', blocks: [], notBefore: new Date() }),
    });
    const channels = [1, 2, 3, 4, 5].map((number) => `C0CROWD${number}`);
    for (const id of channels) slack.control.addChannel({ id, name: id.toLowerCase(), members: ['U0ALICE'] });
    await editCards(slack, channels, 30);
    const queue = messages.queue();
    const claimedAt = new Map<string, number>();
    const waitsMs: number[] = [];
    await build({
      async claim(options) {
        const claimed = await queue.claim(options);
        for (const { key } of claimed) claimedAt.set(key, Date.now());
        return claimed;
      },
      delivered(message, posted) {
        waitsMs.push(Date.now() - (claimedAt.get(message.key) ?? 0));
        return queue.delivered(message, posted);
      },
    }).start();

    await settled('all edited', 20_000);
    expect(callsTo('chat.update')).toHaveLength(150);
    // What could not begin in time went back; held, the last would wait for all the others.
    expect(Math.max(...waitsMs)).toBeLessThan(4_000);
  }, 40_000);

  test('finishes many decisions in one channel, and holds no more of them than fit', async () => {
    const { slack, callsTo, build } = await openEngine({ settings: SCALED });
    await propose(slack, 100);
    await build().start();
    await until(() => callsTo('chat.postMessage').length > 4, 'began');
    const claimed = (await messages.rows()).filter(({ isLeased }) => isLeased);

    expect(claimed.length).toBeLessThan(40);
    await settled('all posted', 20_000);
    expect(callsTo('chat.postMessage')).toHaveLength(101);
  }, 40_000);

  test('publishes many Home tabs', async () => {
    const settings = withLimits({ publish: { perSecond: 20, burst: 3, reserve: 0 } });
    const { callsTo, build } = await openEngine({
      settings,
      render: () =>
        Promise.resolve({ text: 'home', blocks: [], notBefore: new Date(), way: { kind: 'home' } }),
    });
    for (let index = 0; index < 120; index += 1) {
      const place = { channel: `U0VIEWER${index}`, threadTs: null };
      await messages.touch({ kind: 'home', incidentId: null, subjectId: place.channel, place });
    }
    await build().start();

    await until(() => callsTo('views.publish').length >= 120, 'all published', 20_000);
    expect(callsTo('views.publish')).toHaveLength(120);
  }, 40_000);
});

describe('createDelivery, when a channel waits for edits', () => {
  const SLOW_EDITS = {
    ...withLimits({ edit: { perSecond: 0.1, burst: 1, reserve: 0 } }),
    leaseSeconds: 60,
    maxWaiting: 3,
    claimLimit: 1,
  };

  /** An engine with more edits than a channel takes at once, and an incident whose card is posted. */
  async function openBusyWithEdits() {
    const engine = await openEngine({ settings: SLOW_EDITS });
    const incidentId = newIncident();
    await editCards(engine.slack, [CHANNEL], 6);
    const ts = await post(engine.slack, CHANNEL);
    await messages.touch(card(incidentId));
    await messages.query(
      'UPDATE firewatch.messages SET ts = $1, delivered_version = version WHERE incident_id = $2',
      [ts, incidentId],
    );
    await engine.build().start();
    await until(
      async () => (await messages.rows()).filter(({ isLeased }) => isLeased).length === SLOW_EDITS.maxWaiting,
      'edits wait for their turn',
    );
    return { ...engine, incidentId };
  }

  test.each(['proposal', 'evidence'] as const)('posts a new %s without waiting for them', async (kind) => {
    const { callsTo, incidentId } = await openBusyWithEdits();
    const request = { kind, incidentId, subjectId: 'new' };
    await messages.touch(request);

    await until(async () => (await messages.row(request)).ts !== null, 'posted', 3000);
    expect(callsTo('chat.update')).toHaveLength(1);
  });
});

describe('createDelivery, when a channel waits for posts', () => {
  test('edits what people see already meanwhile', async () => {
    const { slack, callsTo, build } = await openEngine({
      settings: { ...SCALED, perSecond: 0.1, burst: 1, leaseSeconds: 60, maxWaiting: 3 },
    });
    await editCards(slack, [CHANNEL], 1);
    for (let index = 0; index < 6; index += 1) await messages.touch(card(newIncident()));
    await build().start();

    await until(() => callsTo('chat.update').length === 1, 'edited', 3000);
    expect((await messages.rows()).filter(({ isWaiting }) => isWaiting).length).toBeGreaterThanOrEqual(5);
  });
});
