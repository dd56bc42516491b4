import { expect, test } from '@jest/globals';
import { describeOnEveryDatabase } from '../helpers/every-database.js';

describeOnEveryDatabase('refused bodies', (open) => {
  const refused = { source: 'changes', reason: 'Field id is wrong.', contentType: null };

  test('are kept in full up to 64 KiB, and of larger ones the beginning and the size', async () => {
    const { store, database } = await open();
    const body = Buffer.alloc(64 * 1024, 'x');

    await store.transaction((tx) => tx.rejected.keep({ ...refused, body }));
    await store.transaction((tx) =>
      tx.rejected.keep({ ...refused, body: Buffer.concat([body, Buffer.from('y')]) }),
    );

    const rows = await database.query(
      'SELECT reason, length(body) AS bytes FROM firewatch.rejected_payloads ORDER BY received_at',
    );
    expect(rows).toEqual([
      { reason: 'Field id is wrong.', bytes: 65_536 },
      {
        reason: 'Field id is wrong. (The first 65536 of 65537 bytes of the body are kept.)',
        bytes: 65_536,
      },
    ]);
  });

  test('are no more than the newest thousand', async () => {
    const { store, database } = await open();
    await database.query(
      `INSERT INTO firewatch.rejected_payloads (source, reason, body, received_at)
       SELECT 'old', n::text, '', now() - n * interval '1 second' FROM generate_series(1, 1005) AS n`,
    );

    await store.transaction((tx) => tx.rejected.keep({ ...refused, body: Buffer.from('new') }));

    const [row] = await database.query(
      `SELECT count(*)::int AS kept, count(*) FILTER (WHERE source = 'changes')::int AS new,
         max(reason::int) FILTER (WHERE source = 'old') AS oldest FROM firewatch.rejected_payloads`,
    );
    expect(row).toEqual({ kept: 1000, new: 1, oldest: 999 });
  });
});
