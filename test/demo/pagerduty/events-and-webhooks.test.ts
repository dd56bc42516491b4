import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { StubAnswer } from '../../helpers/http-stub.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { KEY, startAccount, startListener } from './account.js';

const onClose = closeAfterEach();

async function start(...answers: StubAnswer[]) {
  const account = await startAccount({ eventsPerMinute: 3 });
  onClose(() => account.close());
  const listener = await startListener(...answers);
  onClose(() => listener.close());
  account.webhooks.subscribe({ url: `${listener.url}/hook`, secrets: ['new', 'old'] });
  const types = () => listener.requests.map(({ body }) => JSON.parse(body).event.event_type as string);
  return { ...account, listener, types };
}

describe('Events API v2', () => {
  const payload = { summary: 'Checkout fails', source: 'prometheus', severity: 'critical' };

  test('triggers one incident per key, acknowledges and resolves it; what is not open is dropped', async () => {
    const { call, incidents } = await start();
    const send = (event_action: string) =>
      call('POST', '/v2/enqueue', { routing_key: KEY, event_action, dedup_key: 'd1', payload });

    expect(await send('trigger')).toMatchObject({
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: 'd1' },
    });
    await send('trigger');
    expect(incidents).toMatchObject([{ title: 'Checkout fails', urgency: 'high', status: 'triggered' }]);
    await send('resolve');
    expect(incidents).toMatchObject([{ status: 'resolved' }]);
    // The fourth within a minute.
    expect(await send('trigger')).toMatchObject({ status: 429 });
    expect(incidents).toHaveLength(1);
  });

  test.each([
    ['no key', { event_action: 'trigger', payload }],
    ['a short key', { routing_key: 'abc', event_action: 'trigger', payload }],
    ['an unknown key', { routing_key: 'b'.repeat(32), event_action: 'trigger', payload }],
    ['no summary', { routing_key: KEY, event_action: 'trigger', payload: { ...payload, summary: '' } }],
    [
      'an unknown severity',
      { routing_key: KEY, event_action: 'trigger', payload: { ...payload, severity: 'p1' } },
    ],
    ['nothing to resolve', { routing_key: KEY, event_action: 'resolve' }],
  ])('refuses an event with %s', async (_what, event) => {
    const { call, incidents } = await start();

    const answer = await call('POST', '/v2/enqueue', event);

    expect(answer).toMatchObject({
      status: 400,
      body: { status: 'invalid event', errors: [expect.any(String)] },
    });
    expect(incidents).toEqual([]);
  });
});

describe('webhooks', () => {
  test('tell in order what happened, signed with every secret', async () => {
    const { open, people, webhooks, listener, types } = await start();
    const incident = await open();
    people.acknowledge(incident, 'UANN');
    people.addNote(incident, 'UANN', 'I look at it.');
    people.resolve(incident, 'UANN');
    await webhooks.idle();

    expect(types()).toEqual([
      'incident.triggered',
      'incident.acknowledged',
      'incident.annotated',
      'incident.resolved',
    ]);
    const { headers, body } = listener.requests[1]!;
    const sign = (secret: string) => `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
    expect(headers['x-pagerduty-signature']).toBe(`${sign('new')},${sign('old')}`);
    expect(JSON.parse(body)).toMatchObject({
      event: {
        resource_type: 'incident',
        agent: { id: 'UANN', type: 'user_reference', summary: 'Ann' },
        data: { id: incident.id, type: 'incident', incident_key: 'k1', status: 'acknowledged' },
      },
    });
    expect(JSON.parse(listener.requests[2]!.body).event.data).toMatchObject({
      type: 'incident_note',
      content: 'I look at it.',
      incident: { id: incident.id, type: 'incident_reference' },
    });
  });

  test('that fail are repeated with the same id while later ones wait; a refused one is dropped', async () => {
    const { open, people, webhooks, listener, types } = await start(
      { status: 503 },
      'drop',
      { status: 429 },
      { status: 202 },
      { status: 400 },
    );
    const incident = await open();
    people.acknowledge(incident, 'UANN');
    people.resolve(incident, 'UANN');
    await webhooks.idle();

    expect(types()).toEqual([
      ...Array.from({ length: 4 }, () => 'incident.triggered'),
      'incident.acknowledged',
      'incident.resolved',
    ]);
    expect(new Set(listener.requests.slice(0, 4).map(({ headers }) => headers['x-webhook-id'])).size).toBe(1);
  });

  test('stop after three in a row were dropped, until somebody switches them on again', async () => {
    const { open, webhooks, listener } = await start({ status: 404 }, { status: 404 }, { status: 404 });
    for (const key of ['a', 'b', 'c', 'd', 'e']) await open(key);
    await webhooks.idle();
    expect(webhooks.areOn()).toBe(false);
    expect(listener.requests).toHaveLength(3);

    webhooks.enable();
    await open('f');
    await webhooks.idle();
    expect(listener.requests).toHaveLength(4);
  });

  test('can arrive twice, out of order or not at all', async () => {
    const { open, people, webhooks, faults, types } = await start();
    faults.addForWebhooks({ kind: 'duplicate', count: 1 });
    faults.addForWebhooks({ kind: 'reorder', count: 2 });
    faults.addForWebhooks({ kind: 'lose', count: 1 });
    const incident = await open();
    people.acknowledge(incident, 'UANN');
    people.addNote(incident, 'UANN', 'I look at it.');
    people.setPriority(incident, 'UANN', 'P1');
    people.resolve(incident, 'UANN');
    await webhooks.idle();

    expect(types()).toEqual([
      'incident.triggered',
      'incident.triggered',
      'incident.annotated',
      'incident.acknowledged',
      'incident.resolved',
    ]);
  });
});
