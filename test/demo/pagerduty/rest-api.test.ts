import { expect, test } from '@jest/globals';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { startAccount } from './account.js';

const onClose = closeAfterEach();

async function start(options: Parameters<typeof startAccount>[0] = {}) {
  const account = await startAccount(options);
  onClose(() => account.close());
  return account;
}

test.each([
  ['without a token', 'GET', '/incidents', undefined, { authorization: '' }, 401, 2006],
  ['in nobody’s name', 'PUT', '/incidents/PD1', {}, { from: 'eve@else.example' }, 400, 1008],
  ['about nothing', 'GET', '/incidents/PNONE', undefined, {}, 404, 2100],
  ['with too long pages', 'GET', '/incidents?limit=101', undefined, {}, 400, 2001],
  ['beyond 10,000 rows', 'GET', '/incidents?limit=100&offset=9950', undefined, {}, 400, 2001],
  ['with a wrong time', 'GET', '/incidents?since=yesterday-ish', undefined, {}, 400, 2004],
  ['with a status that is none', 'PUT', '/incidents/PD1', { incident: { status: 'gone' } }, {}, 400, 1003],
  [
    'with a priority that is none',
    'PUT',
    '/incidents/PD1',
    { incident: { priority: { id: 'P' } } },
    {},
    400,
    1020,
  ],
])('a call %s is refused in PagerDuty’s words', async (_what, method, path, body, headers, status, code) => {
  const { call, open } = await start();
  await open();

  const answer = await call(method, path, body, headers);

  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ error: { code, message: expect.any(String) } });
});

test('one open incident per service and key; what is resolved cannot move', async () => {
  const { call, open, incidents } = await start();
  await open('k1');
  await open('k1');
  expect(incidents).toHaveLength(1);

  const put = (incident: object) => call('PUT', '/incidents/PD1', { incident });
  expect((await put({ status: 'acknowledged', priority: { id: 'PPRIOP2' } })).body).toMatchObject({
    incident: {
      status: 'acknowledged',
      priority: { name: 'P2' },
      acknowledgements: [{ acknowledger: { id: 'UBOT' } }],
      assignments: [{ assignee: { id: 'UANN' } }],
    },
  });
  // Whoever is asked next has not taken it yet.
  expect((await put({ escalation_level: 2 })).body).toMatchObject({
    incident: { status: 'triggered', assignments: [{ assignee: { id: 'UBEN' } }], acknowledgements: [] },
  });
  await put({ status: 'resolved' });
  expect((await put({ status: 'acknowledged' })).body).toMatchObject({ error: { code: 1001 } });
  await open('k1');
  expect(incidents.map(({ status }) => status)).toEqual(['resolved', 'triggered']);
});

test('lists filter by state, service and age, and come in pages', async () => {
  let now = Date.parse('2026-03-01T00:00:00Z');
  const { call, open } = await start({ now: () => new Date(now), maxRows: 2 });
  await open('old');
  now += 40 * 86_400_000;
  for (const key of ['a', 'b', 'c']) await open(key);
  await call('PUT', '/incidents/PD2', { incident: { status: 'resolved' } });
  const ids = async (query: string) => {
    const { body } = await call('GET', `/incidents?${query}`);
    return { ids: body.incidents.map(({ id }: { id: string }) => id), more: body.more };
  };

  // The last month is what is meant when nobody says more.
  expect(await ids('')).toEqual({ ids: ['PD2', 'PD3'], more: true });
  expect(await ids('offset=2')).toEqual({ ids: ['PD4'], more: false });
  expect(await ids('date_range=all&statuses[]=triggered')).toEqual({ ids: ['PD1', 'PD3'], more: true });
  expect(await ids('since=2026-02-01T00:00:00Z&until=2026-03-02T00:00:00Z')).toEqual({
    ids: ['PD1'],
    more: false,
  });
  expect(await ids('date_range=all&service_ids[]=SVC9')).toEqual({ ids: [], more: false });
});

test('too many calls in a minute are refused, and the headers say until when', async () => {
  const { call } = await start({ restPerMinute: 2, now: () => new Date(0) });

  const answers = [];
  for (let index = 0; index < 3; index += 1) answers.push(await call('GET', '/users'));

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers.map(({ headers }) => headers.get('ratelimit-remaining'))).toEqual(['1', '0', '0']);
  expect(answers[2]?.headers.get('ratelimit-reset')).toBe('60');
  expect(answers[2]?.body).toEqual({ error: { message: 'Rate Limit Exceeded', code: 2020 } });
});

test('an answer can get lost after the call did its work', async () => {
  const { call, open, faults } = await start();
  const incident = await open();
  faults.add({ kind: 'drop', isTaken: true, of: 'write' });

  await expect(call('PUT', '/incidents/PD1', { incident: { status: 'resolved' } })).rejects.toThrow(
    'fetch failed',
  );

  expect(incident.status).toBe('resolved');
});

test('the page shows incidents, hostile text included, and people act on them', async () => {
  const { url, open, incidents } = await start();
  const incident = await open('k1', { title: '<script>alert(1)</script>' });
  const press = (form: Record<string, string>) =>
    fetch(`${url}/incidents-page/${incident.id}`, {
      method: 'POST',
      body: new URLSearchParams({ as: 'UBEN', ...form }),
      redirect: 'manual',
    });

  await press({ action: 'acknowledge' });
  await press({ action: 'note', note: 'I look at it.' });
  await press({ action: 'priority', priority: 'PPRIOP1' });
  const page = await (await fetch(`${url}/?as=UBEN`)).text();

  expect(incidents[0]).toMatchObject({ status: 'acknowledged', priority: { name: 'P1' } });
  expect(incidents[0]?.notes).toMatchObject([{ content: 'I look at it.', by: { name: 'Ben' } }]);
  expect(page).toContain('#1 &lt;script&gt;');
  expect(page).toContain('I look at it.');
  expect(page).not.toContain('<script>alert');
});
