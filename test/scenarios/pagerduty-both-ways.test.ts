/** The whole bot between a local Slack and a local PagerDuty: people act on either side, either side is away. */
import { expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocalPagerDuty } from '../../demo/pagerduty/local-pagerduty.js';
import { CATALOG } from '../helpers/bot-config.js';
import {
  alertOf,
  APPROVER,
  CHANNEL,
  createBotWorld,
  startBotIn,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
} from '../helpers/bot.js';
import { closeAfterEach } from '../helpers/close-after-each.js';

const TIMEOUT_MS = 120_000;
const SECRET = 'webhook-secret';
const closeLater = closeAfterEach(TIMEOUT_MS);

test(
  'people act on either side, and the other hears of it once, also when it was away',
  async () => {
    const pagerDuty = await startLocalPagerDuty({
      tokens: ['pd-token'],
      users: [
        { id: 'UBOT', name: 'Firewatch', email: 'bot@shop.example' },
        { id: 'UALICE', name: 'Alice Moreau', email: 'alice@example.com' },
      ],
      policies: [{ id: 'POL1', name: 'Shop', levels: [['UALICE']] }],
      services: [{ id: 'PDCHECKOUT', name: 'checkout', policyId: 'POL1' }],
      retryDelaysMs: [200, 200, 200, 200],
    });
    closeLater(() => pagerDuty.close());
    const world = await createBotWorld({
      database: 'either',
      env: {
        PAGERDUTY_TOKEN: 'pd-token',
        PAGERDUTY_FROM_EMAIL: 'bot@shop.example',
        PAGERDUTY_API_URL: pagerDuty.url,
        PAGERDUTY_WEBHOOK_SECRET: SECRET,
      },
    });
    closeLater(() => world.close());
    const tier = "firewatch.dev/tier: '1'";
    await writeFile(
      join(world.directory, 'catalog-info.yaml'),
      CATALOG.replace(tier, `${tier}\n    pagerduty.com/service-id: PDCHECKOUT`),
    );
    const first = await startBotIn(world);
    closeLater(() => first.stop());
    pagerDuty.webhooks.subscribe({ url: `${first.url}/webhooks/pagerduty`, secrets: [SECRET, 'old-secret'] });
    /** What was asked for beside its creation, which may be tried again. */
    const changes = () =>
      pagerDuty.requests
        .filter(({ method, path }) => method !== 'GET' && path !== '/incidents')
        .map(({ method, path, body }) => `${method} ${path} ${body}`);
    const said = (text: string) =>
      until(`“${text}” in Slack`, () => world.messages().find((message) => textOf(message).includes(text)));
    const say = (text: string) =>
      world.slack.control.people.command({ user: APPROVER, channel: CHANNEL, text: `/incident ${text}` });

    // Its creation takes effect there, and the answer gets lost.
    pagerDuty.faults.add({ kind: 'drop', isTaken: true, of: 'write' });
    await first.post(WEBHOOK, webhookOf(alertOf()));
    const copy = await until('an incident of PagerDuty', () => pagerDuty.incidents[0]);

    // Twice, and in the wrong order.
    pagerDuty.faults.addForWebhooks({ kind: 'reorder', count: 2 });
    pagerDuty.people.acknowledge(copy, 'UALICE');
    pagerDuty.faults.addForWebhooks({ kind: 'duplicate', count: 1 });
    pagerDuty.people.addNote(copy, 'UALICE', 'The cache is cold.');
    await said('Acknowledged in PagerDuty');
    await said('The cache is cold.');
    expect(changes()).toEqual([]);

    await say('note 1 Warming it now.');
    const note = await until('the note there', () =>
      copy.notes.find(({ content }) => content.includes('Warming it now.')),
    );
    expect(note.content).toMatch(/^\[Firewatch INC-1 #\d+\] Noted in Slack: /);
    expect(changes()).toHaveLength(1);

    // PagerDuty is away while the severity changes here.
    pagerDuty.faults.setDown(true);
    await say('severity 1 sev3');
    await said('sev1 → sev3');
    pagerDuty.faults.setDown(false);
    await until('the priority there', () => (copy.priority?.name === 'P3' ? true : undefined));

    // Firewatch is away, and every announcement gets lost: it looks for itself when it starts.
    await first.stop();
    pagerDuty.faults.addForWebhooks({ kind: 'lose', count: 2 });
    pagerDuty.people.addNote(copy, 'UALICE', 'It was the cache.');
    pagerDuty.people.resolve(copy, 'UALICE');
    const before = changes();
    const second = await startBotIn(world);
    closeLater(() => second.stop());
    await said('It was the cache.');
    await said('Resolved in PagerDuty');

    const texts = world.messages().map(textOf).join('\n');
    for (const once of ['The cache is cold.', 'Warming it now.', 'It was the cache.'])
      expect(texts.split(once)).toHaveLength(2);
    expect(copy.notes).toHaveLength(3);
    expect(pagerDuty.incidents).toHaveLength(1);
    expect(changes()).toEqual(before);
  },
  TIMEOUT_MS,
);
