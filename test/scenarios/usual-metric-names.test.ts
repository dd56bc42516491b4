import { afterEach, describe, expect, test } from '@jest/globals';
import { alertOf, keyOf, startBot, textOf, until, webhookOf, WEBHOOK, type Bot } from '../helpers/bot.js';

let bot: Bot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

describe('a service whose catalogue entry names no queries', () => {
  test('is measured by the usual names of metrics', async () => {
    bot = await startBot({ database: 'either' });
    const world = bot;
    const alert = alertOf({ labels: { alertname: 'SearchErrors', service: 'search' } });

    await world.post(WEBHOOK, webhookOf(alert));
    await until('the evidence', () =>
      world
        .messages()
        .find(
          (one) => keyOf(one).startsWith('evidence:') && /began in search.*failing share/.test(textOf(one)),
        ),
    );

    const asked = world.prometheus.requests.map(({ body }) => new URLSearchParams(body).get('query') ?? '');
    const usual = [
      'http_requests_total{service="search"',
      'http_request_duration_seconds_bucket{service="search"',
    ];
    for (const name of usual) {
      expect(asked.filter((query) => query.includes(name))).not.toEqual([]);
    }
  }, 60_000);
});
