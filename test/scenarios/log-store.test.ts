import { describe, expect, test } from '@jest/globals';
import { startFakeLoki, type FakeLine } from '../clients/fake-loki.js';
import { alertOf, startBot, textOf, until, webhookOf, WEBHOOK } from '../helpers/bot.js';
import { closeAfterEach } from '../helpers/close-after-each.js';

const closeLater = closeAfterEach();

/** Lines of checkout: ordinary ones since an hour, an error twice a second for twenty seconds. */
function storedLines(): readonly FakeLine[] {
  const now = Date.now();
  const line = (text: string, msAgo: number): FakeLine => ({
    nanos: BigInt(now - msAgo) * 1_000_000n,
    text,
    stream: { app: 'checkout' },
  });
  return [
    ...Array.from({ length: 400 }, (_, index) =>
      line(`level=info msg="order ${index} stored"`, index * 9_000),
    ),
    ...Array.from({ length: 40 }, (_, index) =>
      line(`level=error msg="payment ${index} refused: certificate has expired"`, index * 500),
    ),
  ];
}

describe('an incident of a bot with a log store and no trace store', () => {
  test('shows what the log says beside the metrics, and names what is not connected', async () => {
    const loki = await startFakeLoki(storedLines());
    closeLater(() => loki.close());
    const bot = await startBot({ database: 'either', env: { LOKI_URL: loki.url } });
    closeLater(() => bot.close());

    const alert = alertOf({ labels: { alertname: 'CheckoutErrors', service: 'checkout' } });
    await bot.post(WEBHOOK, webhookOf(alert));
    const evidence = await until('the evidence', () =>
      bot
        .messages()
        .map(textOf)
        .find((text) => text.includes('What stands out')),
    );

    expect(evidence).toMatch(
      /checkout logs something new since \d\d:\d\d:\d\d UTC: “payment … refused: certificate has expired” \(error\), \d+ times/,
    );
    expect(evidence).toContain(
      'Not seen: No trace store (TEMPO_URL or JAEGER_URL) is connected, so traces were not looked at.',
    );
  }, 60_000);
});
