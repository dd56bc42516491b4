import { expect, test } from '@jest/globals';
import { describeOnEveryDatabase } from '../helpers/every-database.js';

describeOnEveryDatabase('refused bodies', (open) => {
  const refused = { source: 'changes', reason: 'Field id is wrong.', contentType: null, headers: {} };

  test('are kept in full up to 256 KiB, and of larger ones the beginning and the size', async () => {
    const { store, database } = await open();
    const body = Buffer.alloc(256 * 1024, 'x');

    await store.transaction((tx) => tx.rejected.keep({ ...refused, body }));
    await store.transaction((tx) =>
      tx.rejected.keep({ ...refused, body: Buffer.concat([body, Buffer.from('y')]) }),
    );

    const rows = await database.query(
      'SELECT reason, length(body) AS bytes FROM firewatch.rejected_payloads ORDER BY received_at',
    );
    expect(rows).toEqual([
      { reason: 'Field id is wrong.', bytes: 262_144 },
      {
        reason: 'Field id is wrong. (The first 262144 of 262145 bytes of the body are kept.)',
        bytes: 262_144,
      },
    ]);
  });

  test('are no more than the newest thousand of each sender', async () => {
    const { store, database } = await open();
    await database.query(
      `INSERT INTO firewatch.rejected_payloads (source, reason, body, received_at)
       SELECT source, n::text, '', now() - n * interval '1 second'
       FROM generate_series(1, 1005) AS n, unnest(ARRAY['changes', 'grafana']) AS source`,
    );

    await store.transaction((tx) => tx.rejected.keep({ ...refused, body: Buffer.from('new') }));

    const rows = await database.query(
      `SELECT source, count(*)::int AS kept, max(reason::int) FILTER (WHERE reason ~ '^[0-9]+$') AS oldest
       FROM firewatch.rejected_payloads GROUP BY source ORDER BY source`,
    );
    expect(rows).toEqual([
      { source: 'changes', kept: 1000, oldest: 999 },
      { source: 'grafana', kept: 1005, oldest: 1005 },
    ]);
  });

  test('come back as they were kept, the newest first, until they are forgotten', async () => {
    const { store } = await open();
    const keep = (body: Buffer, headers = {}) =>
      store.transaction((tx) =>
        tx.rejected.keep({ ...refused, contentType: 'application/json', headers, body }),
      );
    const body = Buffer.from([0, 255, 10]);
    const first = await keep(body, { 'x-event': 'a\0b' });
    const second = await keep(Buffer.alloc(300 * 1024));

    const [listed, found] = await store.transaction(
      async (tx) => [await tx.rejected.list(10), await tx.rejected.find(first)] as const,
    );
    expect(listed.map(({ id, size, isCut }) => [id, size, isCut])).toEqual([
      [second, 300 * 1024, true],
      [first, 3, false],
    ]);
    expect(found).toMatchObject({
      source: 'changes',
      headers: { 'x-event': 'a\uFFFDb', 'content-type': 'application/json' },
      body,
    });
    await store.transaction((tx) => tx.rejected.forget(first));
    expect(await store.transaction((tx) => tx.rejected.find(first))).toBeUndefined();
  });
});
