import { describe, expect, test } from '@jest/globals';
import { CHECKOUT, failureOf, FROM, person, useFakePagerDuty } from './with-pagerduty.js';

const setUp = useFakePagerDuty();

describe('onCall', () => {
  test('lists the people of the service, whoever is asked first at the top, everybody once', async () => {
    const onCalls = [
      person('zoe', 2),
      person('ann', 2),
      person('bob', 1),
      person('zoe', 1),
      person('eve', 1, 'OTHER'),
    ];
    const { pagerDuty } = await setUp({ onCalls });

    const people = await pagerDuty.onCall('SVC1');

    expect(people).toEqual([
      { name: 'bob', email: 'bob@example.org', level: 1 },
      { name: 'zoe', email: 'zoe@example.org', level: 1 },
      { name: 'ann', email: 'ann@example.org', level: 2 },
    ]);
  });

  test('follows every page', async () => {
    const onCalls = Array.from({ length: 7 }, (_, index) => person(`p${index}`, 1));
    const { pagerDuty, server } = await setUp({ onCalls, maxRows: 3 });

    const people = await pagerDuty.onCall('SVC1');

    expect(people.map(({ name }) => name)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
    expect(server.requests.filter((request) => request.path === '/oncalls')).toHaveLength(3);
  });

  test('is empty when nobody is on call or the service has no escalation policy', async () => {
    const { pagerDuty } = await setUp();

    expect(await pagerDuty.onCall('SVC1')).toEqual([]);
    expect(await pagerDuty.onCall('SVC2')).toEqual([]);
  });

  test('an unknown service is an error that is not worth repeating', async () => {
    const { pagerDuty, server } = await setUp();

    const failure = await failureOf(pagerDuty.onCall('NONE'));

    expect(failure).toMatchObject({ service: 'pagerduty', status: 404, isRetryable: false });
    expect(failure.message).toContain('answered 404 to GET /services/NONE: Not Found');
    expect(server.requests).toHaveLength(1);
  });
});

describe('incidents', () => {
  test('are created with key, urgency and details, and move through their states', async () => {
    const { pagerDuty, server } = await setUp();

    const id = await pagerDuty.createIncident(CHECKOUT);

    expect(server.incidents).toMatchObject([
      {
        id,
        title: 'Checkout fails',
        urgency: 'high',
        key: 'incident-1',
        service: { id: 'SVC1' },
        details: '41 %',
        status: 'triggered',
      },
    ]);
    expect(server.requests.find(({ method }) => method === 'POST')?.headers.from).toBe(FROM);
    expect((await pagerDuty.read(id)).status).toBe('triggered');
    await pagerDuty.change(id, { status: 'acknowledged' });
    expect((await pagerDuty.read(id)).status).toBe('acknowledged');
    await pagerDuty.change(id, { status: 'resolved' });
    expect((await pagerDuty.read(id)).status).toBe('resolved');
  });

  test('with a key that is open already are found, not created twice', async () => {
    const { pagerDuty, server } = await setUp();

    const first = await pagerDuty.createIncident(CHECKOUT);
    const second = await pagerDuty.createIncident(CHECKOUT);

    expect(second).toBe(first);
    expect(server.incidents).toHaveLength(1);
  });

  test('with the key of a resolved one are created anew', async () => {
    const { pagerDuty } = await setUp();
    const first = await pagerDuty.createIncident(CHECKOUT);
    await pagerDuty.change(first, { status: 'resolved' });

    const second = await pagerDuty.createIncident(CHECKOUT);

    expect(second).not.toBe(first);
  });

  test('resolving or acknowledging what is resolved already is fine', async () => {
    const { pagerDuty } = await setUp();
    const id = await pagerDuty.createIncident(CHECKOUT);
    await pagerDuty.change(id, { status: 'resolved' });

    await pagerDuty.change(id, { status: 'resolved' });
    await pagerDuty.change(id, { status: 'acknowledged' });

    expect((await pagerDuty.read(id)).status).toBe('resolved');
  });

  test('a refusal that is no duplicate keeps its explanation', async () => {
    const { pagerDuty } = await setUp({ client: { fromEmail: 'nobody@example.org' } });

    const failure = await failureOf(pagerDuty.createIncident(CHECKOUT));

    expect(failure).toMatchObject({ status: 400, isRetryable: false });
    expect(failure.message).toContain('Requester User Not Found');
  });

  test('a connection cut after sending is tried again without a second incident', async () => {
    const { pagerDuty, server } = await setUp();
    server.failNextWrite('drop');

    await pagerDuty.createIncident(CHECKOUT);

    expect(server.incidents).toHaveLength(1);
    expect(server.requests.filter((request) => request.method === 'POST')).toHaveLength(2);
  });
});

describe('reading and changing', () => {
  test('tells who moved it, who is asked, who helps, and what was noted', async () => {
    const { pagerDuty, server } = await setUp({ onCalls: [person('ann', 1), person('bob', 2)] });
    const id = await pagerDuty.createIncident(CHECKOUT);
    const incident = server.incidents[0]!;
    server.people.acknowledge(incident, 'U-ann');
    server.people.addNote(incident, 'U-ann', 'I look at it.');

    expect(await pagerDuty.read(id)).toEqual({
      id,
      key: 'incident-1',
      status: 'acknowledged',
      title: 'Checkout fails',
      severity: 'sev1',
      assignees: ['ann'],
      movedBy: { id: 'U-ann', name: 'ann', isPerson: true },
      responders: {},
      notes: [
        { id: expect.any(String), text: 'I look at it.', by: { id: 'U-ann', name: 'ann', isPerson: true } },
      ],
    });
    expect(await pagerDuty.emailOf('U-ann')).toBe('ann@example.org');
    expect(await pagerDuty.emailOf('U-gone')).toBeNull();
    server.people.autoResolve(incident);
    expect(await pagerDuty.read(id)).toMatchObject({ movedBy: { id: 'SVC1', isPerson: false } });
    expect(await pagerDuty.listOpen(['SVC1'])).toEqual([]);
  });

  test('sets priority and urgency by the account’s own scale, also for accounts without one', async () => {
    const { pagerDuty, server } = await setUp();
    const id = await pagerDuty.createIncident(CHECKOUT);

    expect(await pagerDuty.change(id, { severity: 'sev3', title: 'Slow' })).toMatchObject({
      severity: 'sev3',
      title: 'Slow',
    });
    expect(server.incidents[0]).toMatchObject({ priority: { name: 'P3' }, urgency: 'low' });
    const poor = await setUp({ priorities: [] });
    const other = await poor.pagerDuty.createIncident(CHECKOUT);
    expect(await poor.pagerDuty.change(other, { severity: 'sev2' })).toMatchObject({ severity: null });
  });

  test('people are paged although the scale cannot be read', async () => {
    const { pagerDuty, server } = await setUp();
    server.faults.add({ kind: 'error', status: 500, path: '/priorities', times: Infinity });

    await pagerDuty.createIncident(CHECKOUT);

    expect(server.incidents).toMatchObject([{ priority: null, urgency: 'high' }]);
  });
});

describe('notes', () => {
  test('are added once, whatever follows their first line', async () => {
    const { pagerDuty, server } = await setUp();
    const id = await pagerDuty.createIncident(CHECKOUT);

    await pagerDuty.addNote(id, 'Slack is away.\nNothing is known.');
    await pagerDuty.addNote(id, 'Slack is away.\nMore is known.');

    expect(server.incidents[0]?.notes.map(({ content }) => content)).toEqual([
      'Slack is away.\nNothing is known.',
    ]);
  });
});
