import { describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/storage/migrate.js';
import { migrations } from '../../src/storage/migrations/index.js';
import { openPglite } from '../../src/storage/pglite.js';
import { describeOnEveryDatabase } from '../helpers/every-database.js';
import { copyPgliteTemplate } from '../helpers/pglite-template.js';

describeOnEveryDatabase('the database adapter', (open) => {
  test('applies each migration once, and nothing the second time', async () => {
    const { database } = await open();

    expect(await migrate(database)).toEqual([]);
    const rows = await database.query('SELECT number FROM firewatch.migrations ORDER BY number');
    expect(rows.map((row) => row['number'])).toEqual(migrations.map((migration) => migration.number));
  });

  test('rolls everything back when the work fails, and goes on working', async () => {
    const { database } = await open();

    const attempt = database.transaction(async (tx) => {
      await tx.query(
        "INSERT INTO firewatch.changes (source, id, kind, summary, at) VALUES ('a', '1', 'deploy', 'x', now())",
      );
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    await expect(database.query('SELECT nonsense')).rejects.toThrow('nonsense');

    expect(await database.query('SELECT * FROM firewatch.changes')).toHaveLength(0);
  });

  test('refuses to be used inside its own transaction, and recovers', async () => {
    const { database } = await open();

    const nested = database.transaction(() => database.query('SELECT 1'));
    await expect(nested).rejects.toThrow('Use the transaction that was passed in');

    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('keeps concurrent transactions apart', async () => {
    const { database } = await open();
    const insert = (id: number) =>
      database.transaction(async (tx) => {
        await tx.query(
          "INSERT INTO firewatch.changes (source, id, kind, summary, at) VALUES ('a', $1, 'deploy', 'x', now())",
          [`${id}`],
        );
        if (id % 2 === 0) throw new Error('even');
      });

    const results = await Promise.allSettled(Array.from({ length: 40 }, (_, id) => insert(id)));

    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(20);
    expect(await database.query('SELECT id FROM firewatch.changes')).toHaveLength(20);
  });

  test('delivers notifications after the commit', async () => {
    const { database } = await open();
    let hear: (payload: string) => void = () => undefined;
    const heard = new Promise<string>((resolve) => (hear = resolve));
    await database.listen('news', (payload) => hear(payload));

    await database.transaction((tx) => tx.query("SELECT pg_notify('news', 'hello')"));

    expect(await heard).toBe('hello');
  });

  test('a job exists exactly when its transaction committed', async () => {
    const { database, jobs, store } = await open();
    const ran: string[] = [];
    const done = new Promise<void>((resolve) => {
      const nothing = async () => undefined;
      void jobs.work({
        'process-alerts': nothing,
        'investigate-incident': nothing,
        'execute-proposal': nothing,
        'verify-proposal': nothing,
        'follow-failed-fix': nothing,
        'sync-paging': nothing,
        'reconcile-paging': nothing,
        'reconcile-alerts': nothing,
        'measure-impact': nothing,
        'answer-question': nothing,
        'handle-slack-decision': nothing,
        'handle-slack-request': nothing,
        'draft-postmortem': nothing,
        'tell-elsewhere': nothing,
        'post-digests': nothing,
        housekeeping: nothing,
        'handle-slack-input': async ({ inputId }) => {
          ran.push(inputId);
          if (inputId === 'kept') resolve();
        },
      });
    });

    const lost = store.transaction(async (tx) => {
      await tx.jobs.send('handle-slack-input', { inputId: 'lost' });
      throw new Error('rolled back');
    });
    await expect(lost).rejects.toThrow('rolled back');
    await store.transaction((tx) => tx.jobs.send('handle-slack-input', { inputId: 'kept' }));
    await done;

    expect(ran).toEqual(['kept']);
    expect(database.kind).toMatch(/pglite|postgres/);
  });
});

describe('the data directory of PGlite', () => {
  test('is refused to a second process and taken over from a dead one', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'firewatch-'));
    await copyPgliteTemplate(join(directory, 'pglite'));
    const first = await openPglite(directory);

    await expect(openPglite(directory)).rejects.toThrow(`is in use by process ${process.pid}`);
    await first.close();
    await writeFile(join(directory, 'lock'), JSON.stringify({ pid: 4_000_000, startedAt: '1' }));
    const second = await openPglite(directory);
    expect(await second.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.close();
    await rm(directory, { recursive: true });
  }, 60_000);
});
