import { expect, test } from '@jest/globals';
import { postAlerts, startLonelyAlertmanager } from '../helpers/alertmanager.js';
import {
  alertOf,
  approve,
  APPROVER,
  CHANNEL,
  findProposal,
  keyOf,
  startBotIn,
  createBotWorld,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type BotWorld,
} from '../helpers/bot.js';
import { describeWithServer } from '../helpers/real-servers.js';

const ALERT = 'CheckoutErrors';

async function ask(world: BotWorld, text: string): Promise<string> {
  const { control } = world.slack;
  const told = () =>
    control.messagesFor(CHANNEL, APPROVER).filter(({ visibleOnlyTo }) => visibleOnlyTo === APPROVER);
  const before = told().length;
  await control.people.command({ user: APPROVER, channel: CHANNEL, text: `/incident ${text}` });
  return textOf(await until('the answer', () => told()[before], 30_000));
}

const snooze = (world: BotWorld, text: string) => ask(world, `snooze ${text}`);

const silenceCards = (world: BotWorld) =>
  world
    .messages()
    .filter((message) => keyOf(message).startsWith('proposal:') && textOf(message).includes('Silence '));

describeWithServer('alertmanager', 'an incident that is put to sleep', () => {
  test('gets its alert silenced at Alertmanager too, once somebody approves that', async () => {
    const alertmanager = await startLonelyAlertmanager();
    const world = await createBotWorld({
      database: 'either',
      config: { actions: { alertmanager: { url: alertmanager.url } } },
    });
    const bot = await startBotIn(world);
    try {
      const alert = alertOf();
      const { labels } = alert as { labels: Record<string, string> };
      await postAlerts(alertmanager.url, { labels: { ...labels, alertname: ALERT }, startsAt: new Date() });
      await bot.post(WEBHOOK, webhookOf(alert));
      await until('the fix', () => findProposal(world), 30_000);

      const answer = await snooze(world, '1 45m silence, because the vendor knows');
      expect(answer).toContain('A silence of 1h at Alertmanager is proposed in the thread');
      const card = await until('the silence', () => silenceCards(world)[0], 30_000);
      expect(textOf(card)).toContain('It would hide 1 alert that fires now');
      const silences = async () => {
        const found = await fetch(`${alertmanager.url}/api/v2/silences`);
        return (await found.json()) as readonly { endsAt: string; comment: string }[];
      };
      expect(await silences()).toEqual([]);

      await approve(world, card);
      const [silence] = await until(
        'the silence',
        async () => ((await silences()).length > 0 ? silences() : undefined),
        30_000,
      );
      expect(Date.parse(silence!.endsAt) - Date.now()).toBeLessThanOrEqual(3_600_000);

      await until(
        'the verdict',
        () => silenceCards(world).find((one) => textOf(one).includes('Worked: ')),
        30_000,
      );
      // It hides the alert; the users are as badly off as before.
      const shown = await ask(world, 'show 1');
      expect(shown).toContain('INC-1');
      expect(shown).not.toMatch(/mitigated|still fire end within minutes/);

      await snooze(world, '1 45m silence');
      expect(await silences()).toHaveLength(1);
    } finally {
      await bot.close();
      await alertmanager.stop();
    }
  }, 120_000);

  test('sleeps all the same where no Alertmanager is configured, and says so', async () => {
    const world = await createBotWorld({ database: 'either' });
    const bot = await startBotIn(world);
    try {
      await bot.post(WEBHOOK, webhookOf(alertOf()));
      await until('the thread', () => world.cards()[0], 30_000);

      expect(await snooze(world, '1 2h silence')).toContain('set actions.alertmanager.url in firewatch.yaml');
      expect(silenceCards(world)).toEqual([]);
    } finally {
      await bot.close();
    }
  }, 120_000);
});
