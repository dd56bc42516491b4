import { afterEach, describe, expect, test } from '@jest/globals';
import {
  callsTo,
  card,
  CHANNEL,
  closeAll,
  createEngine,
  newIncident,
  note,
  startSlack,
  textsIn,
  until,
} from './engine.js';

afterEach(closeAll);

describe('createDelivery, when it is unclear what was posted', () => {
  test('adopts its own post when it died between posting and recording it', async () => {
    const slack = await startSlack();
    const { queue, shown, build } = createEngine(slack);
    const incident = newIncident();
    const working = { claim: queue.claim, delivered: queue.delivered };
    let release: (() => void) | undefined;
    queue.delivered = () => new Promise((resolve) => (release = resolve)); // the process never gets this far
    queue.touch(card(incident), CHANNEL);
    const first = build();
    await first.start();
    await until(() => release !== undefined, 'posted, about to be recorded');
    queue.claim = () => Promise.resolve([]);
    release?.();
    await first.stop();

    Object.assign(queue, working);
    shown.text = 'after restart';
    queue.endLeases();
    await build().start();
    await until(queue.isSettled, 'adopted');

    expect(textsIn(slack)).toEqual(['incident_card after restart']);
    expect(queue.rows[0]?.ts).toBe(slack.control.messages(CHANNEL)[0]?.ts);
  });

  test('posts when it died before the post left', async () => {
    const slack = await startSlack();
    const { queue, build } = createEngine(slack);
    const row = queue.touch(card(newIncident()), CHANNEL);
    row.isUncertain = true;
    await build().start();
    await until(queue.isSettled, 'posted');

    expect(textsIn(slack)).toEqual(['incident_card first']);
  });

  test.each([
    ['HTTP 500', 'server_error'],
    ['a broken connection', 'drop_connection'],
  ] as const)('posts once when %s hides that the post took effect', async (_, kind) => {
    const slack = await startSlack();
    const { queue, build } = createEngine(slack);
    slack.control.faults.add({ kind, method: 'chat.postMessage', effect: 'after' });
    const incident = newIncident();
    queue.touch(card(incident), CHANNEL);
    queue.touch(note(incident, '1'), CHANNEL);
    await build().start();
    await until(queue.isSettled, 'settled');

    expect(textsIn(slack)).toEqual(['incident_card first', 'note first']);
  });

  test('posts a thread message once when the answer to it is lost', async () => {
    const slack = await startSlack();
    const { queue, build } = createEngine(slack);
    const incident = newIncident();
    queue.touch(card(incident), CHANNEL);
    await build().start();
    await until(queue.isSettled, 'card');
    slack.control.faults.add({ kind: 'server_error', method: 'chat.postMessage', effect: 'after' });
    queue.touch(note(incident, '1'), CHANNEL);
    await until(queue.isSettled, 'note');

    expect(textsIn(slack)).toEqual(['incident_card first', 'note first']);
  });

  test('does not post blindly while it cannot look for an earlier copy', async () => {
    const slack = await startSlack();
    const { queue, build } = createEngine(slack);
    slack.control.faults.add({ kind: 'server_error', method: 'chat.postMessage', effect: 'after' });
    slack.control.faults.add({
      kind: 'server_error',
      method: 'conversations.history',
      effect: 'before',
      times: 3,
    });
    queue.touch(card(newIncident()), CHANNEL);
    await build().start();
    await until(queue.isSettled, 'settled');

    expect(textsIn(slack)).toEqual(['incident_card first']);
    expect(callsTo(slack, 'chat.postMessage')).toHaveLength(1);
  });
});
