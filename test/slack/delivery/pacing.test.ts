import { describe, expect, test } from '@jest/globals';
import { card, CHANNEL, newIncident, OTHER, PLENTY, until, useEngine } from './engine.js';

const { messages, openEngine, settled, startSlack } = useEngine();

/** A stopped engine that has posted an incident's card. */
async function openWithCard() {
  const engine = await openEngine();
  const incident = newIncident();
  await messages.touch(card(incident));
  const delivery = engine.build();
  await delivery.start();
  await settled('card');
  await delivery.stop();
  return { ...engine, incident };
}

describe('createDelivery, when Slack or we are slow', () => {
  test('a rate limit on one channel does not delay another', async () => {
    const { slack, texts, callsTo, build } = await openEngine();
    slack.control.faults.add({
      kind: 'rate_limited',
      method: 'chat.postMessage',
      channel: CHANNEL,
      retryAfterSeconds: 3,
    });
    await build().start();
    await messages.touch(card(newIncident()));
    await until(() => callsTo('chat.postMessage').length === 1, 'limited');
    const limitedAt = Date.now();
    for (let index = 0; index < 10; index += 1) await messages.touch(card(newIncident()));
    await messages.touch(card(newIncident()), OTHER);

    await until(() => texts(OTHER).length === 1, 'posted to the other channel');
    expect(texts()).toEqual([]);
    await settled('posted to the limited channel');
    expect(texts()).toHaveLength(11);
    expect(Date.now() - limitedAt).toBeGreaterThanOrEqual(2900);
  });

  test('stays below the limit of a channel by itself, and a full channel leaves room for others', async () => {
    const slack = await startSlack({ rateLimits: true });
    const { texts, callsTo, build } = await openEngine({
      slack,
      settings: { perSecond: 1, burst: 3, maxWaiting: 5 },
    });
    for (let index = 0; index < 60; index += 1) await messages.touch(card(newIncident()));
    await messages.touch(card(newIncident()), OTHER);
    const startedAt = Date.now();
    await build().start();

    await until(() => texts(OTHER).length === 1, 'posted to the other channel');
    // Behind the sixty it would be a minute.
    expect(texts().length).toBeLessThan(20);
    await until(() => texts().length >= 5, 'paced posts', 4000);
    // Three at once, then one a second.
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1900);
    expect(
      callsTo('chat.postMessage').filter((entry) => entry.kind === 'api' && entry.status === 429),
    ).toEqual([]);
  });

  test('sends a decision before the cards that were due earlier', async () => {
    const { texts, build, incident } = await openWithCard();
    for (let index = 0; index < 5; index += 1) await messages.touch(card(newIncident()));
    await messages.touch({ kind: 'proposal', incidentId: incident, subjectId: 'p1' });
    await build().start();
    await settled('all');

    expect(texts()[1]).toBe('proposal first');
  });

  test('sends a decision before the cards that wait in the same channel already', async () => {
    const { texts, build } = await openEngine({ settings: { perSecond: 5, burst: 1 } });
    const incident = newIncident();
    await messages.touch(card(incident));
    await build().start();
    await settled('card');
    for (let index = 0; index < 8; index += 1) await messages.touch(card(newIncident()));
    const countClaimed = async () => (await messages.rows()).filter(({ isLeased }) => isLeased).length;
    await until(async () => (await countClaimed()) >= 6, 'cards claimed');
    await messages.touch({ kind: 'proposal', incidentId: incident, subjectId: 'p1' });
    await settled('all');

    // What was on its way already goes first.
    expect(texts().indexOf('proposal first')).toBeLessThan(7);
  });

  test('posts what is new before it edits what people see already', async () => {
    const { callsTo, build, incident } = await openWithCard();
    await messages.touch(card(incident));
    await messages.touch({ kind: 'evidence', incidentId: incident, subjectId: null });
    await build().start();
    await settled('all');

    const [, evidence] = callsTo('chat.postMessage');
    const [edit] = callsTo('chat.update');
    expect(evidence?.at).toBeLessThanOrEqual(edit?.at ?? 0);
  });

  test('brings many cards up to date together, and not faster for long', async () => {
    const settings = { perSecond: 0.1, burst: 20, editBurst: 12 };
    const { callsTo, build } = await openEngine({ settings });
    const requests = Array.from({ length: 13 }, () => card(newIncident()));
    for (const request of requests) await messages.touch(request);
    await build().start();
    await settled('posted');
    for (const request of requests) await messages.touch(request);
    await until(() => callsTo('chat.update').length === 12, 'edits', 5_000);
    await new Promise((resolve) => setTimeout(resolve, 300));

    expect(callsTo('chat.update')).toHaveLength(12);
  });

  test('shows by one edit what changed while it waited for its turn', async () => {
    const edit = { perSecond: 0.4, burst: 1, reserve: 0 };
    const { shown, callsTo, build } = await openEngine({
      settings: { workspace: { post: PLENTY, edit, publish: PLENTY, stream: PLENTY } },
    });
    const requests = [card(newIncident()), card(newIncident())];
    for (const request of requests) await messages.touch(request);
    await build().start();
    await settled('posted');
    for (const request of requests) await messages.touch(request);
    await until(() => callsTo('chat.update').length === 1, 'the first edit');
    // The first one is edited and known to be, the other one is claimed.
    const isAlone = async () => {
      const waiting = (await messages.rows()).filter((row) => row.isWaiting);
      return waiting.length === 1 && waiting[0]?.isLeased === true;
    };
    await until(isAlone, 'the other one waits for its turn');
    shown.text = 'newest';
    for (const request of requests)
      if ((await messages.row(request)).isWaiting) await messages.touch(request);
    await settled('edited');

    expect(callsTo('chat.update')).toHaveLength(2);
  });

  test('keeps the last posts that the workspace allows for decisions', async () => {
    const { texts, build } = await openEngine({
      settings: {
        workspace: {
          post: { ...PLENTY, perSecond: 0.05, burst: 3, reserve: 1 },
          edit: PLENTY,
          publish: PLENTY,
          stream: PLENTY,
        },
      },
    });
    const incident = newIncident();
    await messages.touch(card(incident));
    for (let index = 0; index < 5; index += 1) await messages.touch(card(newIncident()), OTHER);
    await build().start();
    await until(() => texts().length + texts(OTHER).length === 2, 'what is free for all');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([...texts(), ...texts(OTHER)]).toHaveLength(2);
    await messages.touch({ kind: 'proposal', incidentId: incident, subjectId: 'p1' });
    await until(() => texts().includes('proposal first'), 'decision posted', 10_000);

    expect([...texts(), ...texts(OTHER)].filter((text) => text.startsWith('incident_card'))).toHaveLength(2);
  });

  test('keeps trying while Slack is down and then shows the newest state once', async () => {
    const { slack, texts, callsTo, shown, build } = await openEngine();
    slack.control.faults.down(400);
    const incident = newIncident();
    await build().start();
    await messages.touch(card(incident));
    await until(() => callsTo('chat.postMessage').length > 1, 'tried again');
    shown.text = 'newest';
    await messages.touch(card(incident));
    await settled('delivered');

    expect(texts()).toEqual(['incident_card newest']);
  });

  test('does not count as tries its looks whether Slack is back', async () => {
    const { slack, callsTo, build } = await openEngine();
    slack.control.faults.down(5_000);
    const request = card(newIncident());
    await messages.touch(request);
    await build().start();
    const knocks = () => callsTo('chat.postMessage').length + callsTo('conversations.history').length;
    await until(() => knocks() >= 10, 'looked several times');

    // Those until it was noticed.
    expect((await messages.row(request)).attempts).toBeLessThanOrEqual(3);
  });

  test('looks ever more seldom whether Slack is back', async () => {
    const { slack, callsTo, build } = await openEngine({ settings: { probeMs: 200, maxProbeMs: 10_000 } });
    slack.control.faults.down(10_000);
    await messages.touch(card(newIncident()));
    await build().start();
    const knocks = () => callsTo('chat.postMessage').length + callsTo('conversations.history').length;
    await until(() => knocks() >= 3, 'noticed');
    await new Promise((resolve) => setTimeout(resolve, 1_500));

    // After 0.2, 0.6 and 1.4 s; a busy machine is later still.
    expect(knocks()).toBeLessThanOrEqual(7);
  });

  test('tries again when the state cannot be read', async () => {
    let isBroken = true;
    const { texts, build } = await openEngine({
      render: () =>
        isBroken
          ? Promise.reject(new Error('the database is away'))
          : Promise.resolve({ text: 'read', blocks: [], notBefore: new Date() }),
    });
    const request = card(newIncident());
    await messages.touch(request);
    await build().start();
    await until(async () => (await messages.row(request)).error !== null, 'failed once');
    isBroken = false;
    await settled('delivered');

    expect(texts()).toEqual(['read']);
  });

  test('gives everything back when it stops', async () => {
    const { texts, build } = await openEngine({ settings: { perSecond: 0.1, burst: 1 } });
    for (let index = 0; index < 4; index += 1) await messages.touch(card(newIncident()));
    const delivery = build();
    await delivery.start();
    await until(() => texts().length === 1, 'first posted');
    await delivery.stop();

    const rows = await messages.rows();
    expect(rows.filter(({ isLeased, isUncertain }) => isLeased || isUncertain)).toEqual([]);
  });
});
