import { expect, test } from '@jest/globals';
import { auditHash, GENESIS } from '../../src/remediation/audit/audit-hash.js';
import { readEntry } from '../../src/remediation/audit/chain-row.js';
import { verifyChain } from '../../src/remediation/audit/verify-chain.js';
import type { Database } from '../../src/storage/database.js';
import { readAuditPages } from '../../src/storage/repositories/audit-pages.js';
import type { Store } from '../../src/workflows/transaction.js';
import { describeOnEveryDatabase } from '../helpers/every-database.js';

const HOUR = 3600;
const append = (store: Store, index: number) =>
  store.transaction((tx) =>
    tx.audit.append({
      actor: { kind: 'person', id: `U${index}` },
      event: 'decision.refused',
      subject: `odd \0 \ud83d ${index}`,
      details: { 'k\0': [1e21, 1e-7, -0, 0.1, 12.5e30, null, '\\u0000 \ud83d "1.10"', { b: 1, a: [] }] },
    }),
  );
/** What a superuser can do. */
const tamper = (database: Database, statement: string) =>
  database.transaction((tx) => tx.query(`SET LOCAL session_replication_role = 'replica'; ${statement}`));
const verdictOf = (database: Database, pageSize = 3) =>
  verifyChain(readAuditPages(database, { pageSize }), []);

describeOnEveryDatabase('the tables of the audit log', (open) => {
  async function openWith(entries: number) {
    const opened = await open();
    for (let index = 1; index <= entries; index += 1) await append(opened.store, index);
    return opened;
  }

  test('refuse every change, also to nothing', async () => {
    const { store, database } = await openWith(1);
    await store.transaction((tx) => tx.auditAnchors.note(0));

    for (const table of ['audit', 'audit_anchors']) {
      for (const statement of [
        `UPDATE firewatch.${table} SET hash = ''`,
        `UPDATE firewatch.${table} SET hash = hash`,
        `DELETE FROM firewatch.${table}`,
        `TRUNCATE firewatch.${table}`,
        `TRUNCATE firewatch.${table} CASCADE`,
        `INSERT INTO firewatch.${table} SELECT * FROM firewatch.${table} ON CONFLICT (seq) DO UPDATE SET hash = ''`,
      ])
        await expect(database.query(statement)).rejects.toThrow(`${table} is append-only`);
    }
    expect(await verdictOf(database)).toMatchObject({ fault: null, count: 1 });
  });

  test('are read in pages of every size, whatever the entries say', async () => {
    const { database } = await openWith(7);

    for (const size of [1, 2, 3, 6, 7, 8])
      expect(await verdictOf(database, size)).toMatchObject({ fault: null, count: 7, head: { seq: 7 } });
  });

  test('show a number that was made twice on the border of two pages', async () => {
    const { database } = await openWith(7);
    for (const seq of [1, 3, 7]) {
      await tamper(
        database,
        `ALTER TABLE firewatch.audit DROP CONSTRAINT audit_pkey;
         INSERT INTO firewatch.audit SELECT * FROM firewatch.audit WHERE seq = ${seq}`,
      );
      for (const size of [1, 2, 3, 6, 7])
        expect((await verdictOf(database, size)).fault).toMatchObject({ kind: 'repeated', seq });
      await tamper(
        database,
        `DELETE FROM firewatch.audit AS a WHERE seq = ${seq} AND ctid <> (SELECT min(ctid) FROM firewatch.audit WHERE seq = ${seq});
         ALTER TABLE firewatch.audit ADD PRIMARY KEY (seq)`,
      );
    }
  });

  test.each([
    [`details = jsonb_set(details, '{k\ufffd,3}', '0.10000000000000000000001')`, 'changed'],
    [`details = 'null'`, 'changed'],
    [`at = at + interval '1 microsecond'`, 'changed'],
    [`at = 'infinity'`, 'changed'],
    [`at = at - interval '4051 years'`, 'changed'],
    [`seq = 9007199254740993`, 'missing'],
    [`seq = -5`, 'repeated'],
  ])('show that somebody set %s', async (change, kind) => {
    const { database } = await openWith(4);
    await tamper(database, `UPDATE firewatch.audit SET ${change} WHERE seq = 3`);

    const { fault } = await verdictOf(database);

    expect(fault).toMatchObject({ kind, seq: kind === 'repeated' ? -5 : 3 });
  });

  test('go on in time when the clock of the server was set back', async () => {
    const { store, database } = await openWith(1);
    // As if it had been written while the clock was an hour ahead.
    await tamper(database, `UPDATE firewatch.audit SET at = at + interval '1 hour'`);
    for await (const [row] of readAuditPages(database)) {
      const hash = auditHash(readEntry(row!)!, GENESIS);
      await tamper(database, `UPDATE firewatch.audit SET hash = '${hash}'`);
    }
    await append(store, 2);

    expect(await verdictOf(database)).toMatchObject({ fault: null, count: 2 });
  });

  test('keep an anchor once entries have waited for one, and only when the log has grown', async () => {
    const { store, database } = await openWith(2);
    const note = (seconds: number) => store.transaction((tx) => tx.auditAnchors.note(seconds));

    expect(await note(HOUR)).toBeUndefined();
    expect(await note(0)).toMatchObject({ seq: 2 });
    await append(store, 3);
    expect(await note(HOUR)).toBeUndefined();
    expect(await note(0)).toMatchObject({ seq: 3 });
    expect(await note(0)).toBeUndefined();

    const kept = await store.transaction((tx) => tx.auditAnchors.list());
    expect(kept.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(await verifyChain(readAuditPages(database), kept)).toMatchObject({ fault: null, anchoredTo: 0 });
    await tamper(database, 'DELETE FROM firewatch.audit WHERE seq = 3');
    expect((await verifyChain(readAuditPages(database), kept)).fault).toMatchObject({ kind: 'cut', seq: 3 });
  });

  test('have no anchor while nothing was decided', async () => {
    const { store } = await open();
    expect(await store.transaction((tx) => tx.auditAnchors.note(0))).toBeUndefined();
  });
});
