/** What the delivery engine does for people, with the whole bot: pictures, a crowd of notes, and Slack away. */
import { describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  alertOf,
  APPROVER,
  CHANNEL,
  createBotWorld,
  keyOf,
  startBot,
  startBotIn,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
} from '../helpers/bot.js';
import { CATALOG } from '../helpers/bot-config.js';
import { startFakePagerDuty } from '../helpers/fake-pagerduty.js';
import { closeAfterEach } from '../helpers/close-after-each.js';

const TIMEOUT_MS = 120_000;
const AT_ONCE = { perSecond: 1_000, burst: 1_000, reserve: 0 };
interface Picture {
  readonly type: string;
  readonly alt_text?: string;
  readonly slack_file?: { readonly id: string };
}
const isPicture = (block: unknown): block is Picture =>
  typeof block === 'object' && block !== null && 'type' in block && block.type === 'image';
const closeLater = closeAfterEach(TIMEOUT_MS);

describe('an alert whose signals were measured', () => {
  test(
    'has their charts in its thread: pictures with words for those who cannot see them',
    async () => {
      const bot = await startBot({ database: 'either' });
      closeLater(() => bot.close());
      await bot.post(WEBHOOK, webhookOf(alertOf()));

      const chart = await until('the charts', () =>
        bot.messages().find((message) => keyOf(message).startsWith('chart:')),
      );
      const pictures = (chart.blocks ?? []).flatMap((block: unknown) => (isPicture(block) ? [block] : []));

      expect(chart.threadTs).toBe(bot.cards()[0]?.ts);
      expect(pictures.length).toBeGreaterThan(0);
      for (const { slack_file: file, alt_text: alt } of pictures) {
        expect(alt).toContain('checkout');
        expect(
          bot.slack.control
            .file(file?.id ?? '')
            ?.bytes?.subarray(1, 4)
            .toString(),
        ).toBe('PNG');
      }
    },
    TIMEOUT_MS,
  );
});

describe('more notes than a channel takes', () => {
  test(
    'are named in one digest; each is said once, there or in its thread',
    async () => {
      const bot = await startBot({
        database: 'either',
        delivery: {
          ...AT_ONCE,
          workspace: { post: AT_ONCE, edit: AT_ONCE, publish: AT_ONCE, stream: AT_ONCE },
          overflowSeconds: 0.004,
          foldEveryMs: 0,
          maxNotes: 1,
        },
      });
      closeLater(() => bot.close());
      const say = (text: string) =>
        bot.slack.control.people.command({ user: APPROVER, channel: CHANNEL, text: `/incident ${text}` });
      for (const [index, title] of ['Checkout fails', 'Search is slow'].entries()) {
        await say(`new ${title} --service ${index === 0 ? 'checkout' : 'search'}`);
        await until('its card', () => bot.cards()[index]);
      }
      bot.slack.control.faults.add({
        kind: 'rate_limited',
        method: 'chat.postMessage',
        channel: CHANNEL,
        retryAfterSeconds: 4,
      });
      for (let index = 1; index <= 12; index += 1) await say(`note ${1 + (index % 2)} Observation-${index}.`);

      const digest = () => bot.messages().find((message) => keyOf(message).startsWith('digest:'));
      const inDigest = () => {
        const message = digest();
        const lines = message ? textOf(message).matchAll(/(\d+) notes?(?: and \d+ charts?)? · /g) : [];
        return [...lines].reduce((sum, [, size]) => sum + Number(size), 0);
      };
      const inThreads = () =>
        bot
          .messages()
          .filter((message) => keyOf(message).startsWith('note:'))
          .flatMap((message) => textOf(message).match(/Observation-\d+/g) ?? []);
      await until('every note to be told', () =>
        digest() && inDigest() + inThreads().length >= 12 ? true : undefined,
      );

      expect(digest()?.text).toMatch(/^Much is happening: .* of 2 incidents are not posted one by one\.$/);
      expect(digest() && textOf(digest()!)).toContain('/incident timeline 1');
      expect(inDigest()).toBeGreaterThan(0);
      expect(inDigest() + inThreads().length).toBe(12);
      expect(new Set(inThreads()).size).toBe(inThreads().length);
      expect(bot.messages().filter((message) => keyOf(message).startsWith('digest:'))).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});

describe('an incident while Slack is away', () => {
  test(
    'is told by PagerDuty with what is known, and shown once Slack answers',
    async () => {
      const pagerDuty = await startFakePagerDuty({
        token: 'pd-token',
        users: ['bot@shop.example'],
        services: { PDCHECKOUT: null },
      });
      closeLater(() => pagerDuty.close());
      const world = await createBotWorld({
        database: 'either',
        config: { slack: { tellElsewhereAfter: '1s' } },
        env: {
          PAGERDUTY_TOKEN: 'pd-token',
          PAGERDUTY_FROM_EMAIL: 'bot@shop.example',
          PAGERDUTY_API_URL: pagerDuty.url,
        },
      });
      closeLater(() => world.close());
      await writeFile(
        join(world.directory, 'catalog-info.yaml'),
        CATALOG.replace(
          "firewatch.dev/tier: '1'",
          "firewatch.dev/tier: '1'\n    pagerduty.com/service-id: PDCHECKOUT",
        ),
      );
      const first = await startBotIn(world);
      world.slack.control.faults.down(600_000);
      await first.post(WEBHOOK, webhookOf(alertOf()));
      await until('an incident of PagerDuty', () => pagerDuty.incidents[0]);
      await until('evidence', async () => {
        const { text } = await first.get('/metrics');
        return (
          /^firewatch_investigation_duration_seconds_count\{step="evidence"\} 1$/m.test(text) || undefined
        );
      });
      await first.stop();

      // A bot that starts looks for what is late, as it does every minute.
      const second = await startBotIn(world);
      closeLater(() => second.stop());
      const note = await until('the note', () => pagerDuty.incidents[0]?.notes[0]);
      expect(note.content).toMatch(
        /^\[Firewatch INC-1 away\] Slack cannot be reached: it is not shown in C0INCIDENTS yet/,
      );
      expect(note.content).toContain('CheckoutErrors');
      expect(world.cards()).toEqual([]);

      world.slack.control.faults.clear();
      const card = await until('the card', () => world.cards()[0]);
      expect(textOf(card)).toContain('INC-1');
      expect(pagerDuty.incidents[0]?.notes).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});
