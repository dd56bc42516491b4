import { describe, expect, test } from '@jest/globals';
import type { IncidentId } from '../../../src/shared/ids.js';
import { seededRandom } from '../../helpers/seeded-random.js';
import { card, CHANNEL, newIncident, note, OTHER, until, useEngine } from './engine.js';

const { messages, openEngine, settled } = useEngine();

const seeds = Array.from({ length: 25 }, (_, index) => index + 1);

describe('fault matrix', () => {
  test.each(seeds)('row 24: a limit on one channel is not felt in another (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const { slack, texts, callsTo, build } = await openEngine();
    await build().start();
    slack.control.faults.add({
      kind: 'rate_limited',
      method: 'chat.postMessage',
      channel: CHANNEL,
      retryAfterSeconds: 30,
      times: 3,
    });
    const limited = 1 + Math.floor(random() * 8);
    for (let index = 0; index < limited; index += 1) await messages.touch(card(newIncident()));
    await until(() => callsTo('chat.postMessage').length > 0, 'limited');
    const free = 1 + Math.floor(random() * 4);
    const wishedAt = Date.now();
    for (let index = 0; index < free; index += 1) await messages.touch(card(newIncident()), OTHER);
    await until(() => texts(OTHER).length === free, 'posted elsewhere');

    expect(Date.now() - wishedAt).toBeLessThan(15_000);
    expect(texts()).toEqual([]);
  });

  test.each(seeds)(
    'row 25: nothing is posted twice or lost, whatever answer gets lost (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
      const { slack, build } = await openEngine();
      const incidents: IncidentId[] = [];
      let delivery = build();
      await delivery.start();
      for (let step = 0; step < 8; step += 1) {
        if (random() < 0.6)
          slack.control.faults.add({
            kind: pick(['server_error', 'drop_connection'] as const),
            method: pick([
              'chat.postMessage',
              'chat.update',
              'conversations.history',
              'conversations.replies',
            ]),
            effect: random() < 0.7 ? 'after' : 'before',
          });
        if (incidents.length === 0 || random() < 0.5) incidents.push(newIncident());
        const incident = pick(incidents);
        await messages.touch(card(incident));
        if (random() < 0.5) await messages.touch(note(incident, `${step}`));
        if (random() < 0.25) {
          await delivery.stop();
          delivery = build();
          await delivery.start();
        }
      }
      await settled('settled');

      const keys = slack.control
        .messages(CHANNEL)
        .map(({ metadata }) => JSON.stringify(metadata?.['event_payload']));
      expect(new Set(keys).size).toBe(keys.length);
      const shown = (await messages.rows()).filter(({ ts }) => ts !== null);
      expect(keys).toHaveLength(shown.length);
    },
  );
});
