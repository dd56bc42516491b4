import { expect, test } from '@jest/globals';
import type { CallFault } from '../../../demo/pagerduty/faults.js';
import { alertOf, APPROVER, CHANNEL, startBotIn, until, webhookOf, WEBHOOK } from '../../helpers/bot.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { createPagedWorld } from '../../helpers/paged-world.js';
import { seededRandom } from '../../helpers/seeded-random.js';

const SEED = 30;
const NOTES = 30;
const closeLater = closeAfterEach(60_000);

/** What may become of a call; those that took effect are the ones that tempt to do it twice. */
const ILLS: readonly CallFault[] = [
  { kind: 'rate_limited', resetSeconds: 1 },
  { kind: 'rate_limited', resetSeconds: null },
  { kind: 'error', status: 500 },
  { kind: 'error', status: 502, isTaken: true },
  { kind: 'drop' },
  { kind: 'drop', isTaken: true },
];

// Fault matrix, row 30.
test('PagerDuty limited, ill or cut off at every second call hears everything, and no note twice', async () => {
  const random = seededRandom(SEED);
  const world = await createPagedWorld();
  closeLater(() => world.close());
  const bot = await startBotIn(world);
  closeLater(() => bot.stop());
  const { faults, incidents } = world.pagerDuty;
  const say = (text: string) =>
    world.slack.control.people.command({ user: APPROVER, channel: CHANNEL, text: `/incident ${text}` });
  const illness = () =>
    faults.add({ ...ILLS[Math.floor(random() * ILLS.length)]!, of: random() < 0.7 ? 'write' : 'read' });

  illness();
  const alert = alertOf();
  await bot.post(WEBHOOK, webhookOf(alert));
  const copy = await until('the copy', () => incidents[0]);
  for (let index = 0; index < NOTES; index += 1) {
    if (random() < 0.5) illness();
    await say(`note 1 Seen ${index}.`);
    if (index === NOTES / 3) await say('ack 1');
    if (index === NOTES / 2) await say('severity 1 sev3');
  }
  // Its effect, and no answer for as long as the client waits.
  faults.add({ kind: 'hang', isTaken: true, of: 'write', path: `/incidents/${copy.id}` });
  await until('every note', () => (copy.notes.length >= NOTES ? true : undefined));
  illness();
  await bot.post(WEBHOOK, webhookOf({ ...alert, status: 'resolved', endsAt: new Date().toISOString() }));
  await until('the end', () => (copy.status === 'resolved' ? true : undefined));
  faults.clear();

  const texts = copy.notes.map(({ content }) => /Seen \d+\./.exec(content)?.[0]);
  const wanted = Array.from({ length: NOTES }, (_, index) => `Seen ${index}.`);
  expect(copy.notes).toHaveLength(NOTES);
  expect(new Set(texts)).toEqual(new Set(wanted));
  expect(copy).toMatchObject({ status: 'resolved', priority: { name: 'P3' } });
  expect(incidents).toHaveLength(1);
  // 960 a minute is what PagerDuty allows; each note is two calls, and a look about five.
  expect(world.pagerDuty.requests.length).toBeLessThan(300);
}, 120_000);
