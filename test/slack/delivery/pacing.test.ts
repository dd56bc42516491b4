import { afterEach, describe, expect, test } from '@jest/globals';
import {
  callsTo,
  card,
  CHANNEL,
  closeAll,
  createEngine,
  newIncident,
  OTHER,
  startSlack,
  textsIn,
  until,
} from './engine.js';

afterEach(closeAll);

describe('createDelivery, when Slack or we are slow', () => {
  test('a rate limit on one channel does not delay another', async () => {
    const slack = await startSlack();
    const { queue, build } = createEngine(slack);
    slack.control.faults.add({
      kind: 'rate_limited',
      method: 'chat.postMessage',
      channel: CHANNEL,
      retryAfterSeconds: 2,
    });
    await build().start();
    const startedAt = Date.now();
    queue.touch(card(newIncident()), CHANNEL);
    await until(() => callsTo(slack, 'chat.postMessage').length === 1, 'limited');
    for (let index = 0; index < 10; index += 1) queue.touch(card(newIncident()), CHANNEL);
    queue.touch(card(newIncident()), OTHER);

    await until(() => textsIn(slack, OTHER).length === 1, 'posted to the other channel');
    expect(Date.now() - startedAt).toBeLessThan(1000);
    expect(textsIn(slack)).toEqual([]);
    await until(queue.isSettled, 'posted to the limited channel');
    expect(textsIn(slack)).toHaveLength(11);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1900);
  });

  test('stays below the limit of a channel by itself, and a full channel leaves room for others', async () => {
    const slack = await startSlack({ rateLimits: true });
    const { queue, build } = createEngine(slack, { settings: { perSecond: 1, burst: 3, maxWaiting: 5 } });
    for (let index = 0; index < 60; index += 1) queue.touch(card(newIncident()), CHANNEL);
    queue.touch(card(newIncident()), OTHER);
    const startedAt = Date.now();
    await build().start();

    await until(() => textsIn(slack, OTHER).length === 1, 'posted to the other channel');
    expect(Date.now() - startedAt).toBeLessThan(1000);
    await until(() => textsIn(slack).length >= 5, 'paced posts', 4000);
    expect(
      callsTo(slack, 'chat.postMessage').filter((entry) => entry.kind === 'api' && entry.status === 429),
    ).toEqual([]);
  });

  test('sends a decision before the cards that were due earlier', async () => {
    const slack = await startSlack();
    const { queue, build } = createEngine(slack);
    const incident = newIncident();
    queue.touch(card(incident), CHANNEL);
    const delivery = build();
    await delivery.start();
    await until(queue.isSettled, 'card');
    for (let index = 0; index < 5; index += 1) queue.touch(card(newIncident()), CHANNEL);
    queue.touch({ kind: 'proposal', incidentId: incident, subjectId: 'p1' }, CHANNEL);
    await until(queue.isSettled, 'all');

    expect(textsIn(slack)[1]).toBe('proposal first');
  });

  test('keeps trying while Slack is down and then shows the newest state once', async () => {
    const slack = await startSlack();
    const { queue, shown, build } = createEngine(slack);
    slack.control.faults.down(400);
    const incident = newIncident();
    await build().start();
    queue.touch(card(incident), CHANNEL);
    await until(() => callsTo(slack, 'chat.postMessage').length > 1, 'tried again');
    shown.text = 'newest';
    queue.touch(card(incident), CHANNEL);
    await until(queue.isSettled, 'delivered');

    expect(textsIn(slack)).toEqual(['incident_card newest']);
  });

  test('tries again when the state cannot be read', async () => {
    const slack = await startSlack();
    let isBroken = true;
    const { queue, build } = createEngine(slack, {
      render: () =>
        isBroken
          ? Promise.reject(new Error('the database is away'))
          : Promise.resolve({ text: 'read', blocks: [], notBefore: new Date() }),
    });
    const row = queue.touch(card(newIncident()), CHANNEL);
    await build().start();
    await until(() => row.error !== null, 'failed once');
    isBroken = false;
    await until(queue.isSettled, 'delivered');

    expect(textsIn(slack)).toEqual(['read']);
  });

  test('gives everything back when it stops', async () => {
    const slack = await startSlack();
    const { queue, build } = createEngine(slack, { settings: { perSecond: 0.1, burst: 1 } });
    for (let index = 0; index < 4; index += 1) queue.touch(card(newIncident()), CHANNEL);
    const delivery = build();
    await delivery.start();
    await until(() => textsIn(slack).length === 1, 'first posted');
    await delivery.stop();

    expect(queue.rows.every(({ leaseToken }) => leaseToken === null)).toBe(true);
    expect(queue.rows.filter(({ isUncertain }) => isUncertain)).toEqual([]);
  });
});
