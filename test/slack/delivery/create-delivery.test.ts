import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLocalSlack, type LocalSlack } from '../../../demo/slack/local-slack.js';
import type { MessageRequest } from '../../../src/incidents/ports.js';
import { createMetrics } from '../../../src/observability/metrics.js';
import { createLogger } from '../../../src/observability/logger.js';
import { systemClock } from '../../../src/shared/clock.js';
import type { IncidentId } from '../../../src/shared/ids.js';
import { createDelivery, type DeliverySettings } from '../../../src/slack/delivery/create-delivery.js';
import type { Render } from '../../../src/slack/delivery/render.js';
import { createSlackClient } from '../../../src/slack/web-client.js';
import { createMemoryMessageQueue } from '../../helpers/memory-message-queue.js';

const CHANNEL = 'C0INCIDENTS';
const OTHER = 'C0CHECKOUT';
const FAST: Partial<DeliverySettings> = {
  perSecond: 200,
  burst: 50,
  pollMs: 20,
  backOffMs: 20,
  maxBackOffMs: 100,
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const newIncident = () => randomUUID() as string as IncidentId;
const card = (incidentId: IncidentId): MessageRequest => ({
  kind: 'incident_card',
  incidentId,
  subjectId: null,
});
const note = (incidentId: IncidentId, subjectId: string): MessageRequest => ({
  kind: 'note',
  incidentId,
  subjectId,
});

async function startSlack(options: Parameters<typeof createLocalSlack>[0] = {}): Promise<LocalSlack> {
  const slack = createLocalSlack({ rateLimits: false, ...options });
  await slack.start();
  closers.push(() => slack.stop());
  return slack;
}

/** A delivery engine whose messages say `text`, which tests change to see edits. */
function createEngine(
  slack: LocalSlack,
  options: { settings?: Partial<DeliverySettings>; render?: Render } = {},
) {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } });
  const queue = createMemoryMessageQueue();
  const shown = { text: 'first' };
  const touchedParents: IncidentId[] = [];
  const build = () => {
    const delivery = createDelivery({
      queue,
      client: createSlackClient({ botToken: slack.botToken, apiUrl: slack.apiUrl, log }),
      render:
        options.render ??
        (({ kind }) =>
          Promise.resolve({
            text: `${kind} ${shown.text}`,
            blocks: [],
            notBefore: new Date(Date.now() - 60_000),
          })),
      log,
      metrics: createMetrics(),
      clock: systemClock,
      touchParent: (incidentId) => {
        touchedParents.push(incidentId);
        queue.touch(card(incidentId), CHANNEL);
        return Promise.resolve();
      },
      settings: { ...FAST, ...options.settings },
    });
    closers.push(() => delivery.stop());
    return delivery;
  };
  return { queue, shown, lines, touchedParents, build };
}

async function until(isTrue: () => boolean, what: string, withinMs = 5000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const textsIn = (slack: LocalSlack, channel = CHANNEL) =>
  slack.control.messages(channel).map(({ text }) => text);
const callsTo = (slack: LocalSlack, method: string) =>
  slack.control.log().filter((entry) => entry.kind === 'api' && entry.method === method);

describe('createDelivery', () => {
  test('posts a card once, then its thread, and edits the card in place', async () => {
    const slack = await startSlack();
    const { queue, shown, build } = createEngine(slack);
    const incident = newIncident();
    const delivery = build();
    await delivery.start();

    queue.touch(note(incident, '1'), CHANNEL);
    queue.touch(card(incident), CHANNEL);
    await until(queue.isSettled, 'both delivered');
    shown.text = 'second';
    queue.touch(card(incident), CHANNEL);
    await until(queue.isSettled, 'card edited');

    expect(textsIn(slack)).toEqual(['incident_card second', 'note first']);
    const [parent, reply] = slack.control.messages(CHANNEL);
    expect(reply?.threadTs).toBe(parent?.ts);
    expect(callsTo(slack, 'chat.postMessage')).toHaveLength(2);
    expect(callsTo(slack, 'chat.update')).toHaveLength(1);
  });

  test('turns unfurling and automatic links off and carries its key as metadata', async () => {
    const slack = await startSlack();
    const { queue, build } = createEngine(slack);
    const row = queue.touch(card(newIncident()), CHANNEL);
    await build().start();
    await until(queue.isSettled, 'delivered');

    expect(callsTo(slack, 'chat.postMessage')[0]).toMatchObject({
      args: { unfurl_links: 'false', unfurl_media: 'false', parse: 'none', link_names: 'false' },
    });
    expect(slack.control.messages(CHANNEL)[0]?.metadata).toEqual({
      event_type: 'firewatch_message',
      event_payload: { key: row.key },
    });
  });

  test('adopts its own post when it died between posting and recording it', async () => {
    const slack = await startSlack();
    const { queue, shown, build } = createEngine(slack);
    const incident = newIncident();
    const working = { claim: queue.claim, delivered: queue.delivered };
    let release = () => undefined as void;
    queue.delivered = () => new Promise((resolve) => (release = resolve)); // the process never gets this far
    queue.touch(card(incident), CHANNEL);
    const first = build();
    await first.start();
    await until(() => slack.control.messages(CHANNEL).length === 1, 'posted');
    queue.claim = () => Promise.resolve([]);
    release();
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

  test('takes back a message that landed outside its thread, and posts the thread anew', async () => {
    const slack = await startSlack();
    const { queue, build, lines, touchedParents } = createEngine(slack);
    const incident = newIncident();
    queue.touch(card(incident), CHANNEL);
    await build().start();
    await until(queue.isSettled, 'card');
    const [parent] = slack.control.messages(CHANNEL);
    const client = createSlackClient({
      botToken: slack.botToken,
      apiUrl: slack.apiUrl,
      log: createLogger({ level: 'silent' }),
    });
    await client.chat.delete({ channel: CHANNEL, ts: parent?.ts ?? '' });

    queue.touch(note(incident, '1'), CHANNEL);
    await until(queue.isSettled, 'thread posted anew');

    const [newParent, reply, ...others] = slack.control.messages(CHANNEL);
    expect(others).toEqual([]);
    expect([newParent?.text, reply?.text]).toEqual(['incident_card first', 'note first']);
    expect(reply?.threadTs).toBe(newParent?.ts);
    expect(touchedParents).toContain(incident);
    expect(lines.join('')).toContain('the first message of a thread is gone from slack');
  });

  test('posts anew what somebody deleted before it could be edited', async () => {
    const slack = await startSlack();
    const { queue, build } = createEngine(slack);
    const row = queue.touch(card(newIncident()), CHANNEL);
    await build().start();
    await until(queue.isSettled, 'card');
    row.ts = '1700000000.000001';
    queue.touch(row, CHANNEL);
    await until(queue.isSettled, 'posted anew');

    expect(textsIn(slack)).toHaveLength(2);
    expect(row.ts).toBe(slack.control.messages(CHANNEL)[1]?.ts);
  });

  test('gives up with advice when the bot is not in the channel', async () => {
    const slack = await startSlack();
    const { queue, build, lines } = createEngine(slack);
    const row = queue.touch(card(newIncident()), 'C0GENERAL');
    await build().start();
    await until(queue.isSettled, 'abandoned');

    expect(row.error).toBe('not_in_channel: Invite the bot: write `/invite @firewatch` in that channel.');
    expect(lines.join('')).toContain('message given up');
  });

  test('sends plain text when Slack refuses the blocks', async () => {
    const slack = await startSlack();
    const { queue, build } = createEngine(slack, {
      render: () =>
        Promise.resolve({
          text: 'the words',
          blocks: [{ type: 'context', elements: [] }],
          notBefore: new Date(),
        }),
    });
    queue.touch(card(newIncident()), CHANNEL);
    await build().start();
    await until(queue.isSettled, 'delivered');

    expect(textsIn(slack)).toEqual(['the words']);
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
