import { expect, test } from '@jest/globals';
import { silentLogger } from '../../src/observability/logger.js';
import { openPostgres } from '../../src/storage/postgres.js';
import { createPostgresDatabase } from '../helpers/shared-postgres.js';
import { describeWithServer } from '../helpers/real-servers.js';
import { waitUntil } from '../helpers/wait-until.js';
import { createSilentGate } from './silent-gate.js';

const log = silentLogger();

describeWithServer('postgres', 'the PostgreSQL adapter', () => {
  test('gives a connection up that has gone silent, in a transaction and outside, and works on', async () => {
    const gate = await createSilentGate(new URL(await createPostgresDatabase()));
    const database = openPostgres(gate.url, { log, answerTimeoutMs: 2_000 });
    await Promise.all([database.query('SELECT pg_sleep(0.05)'), database.query('SELECT pg_sleep(0.05)')]);

    gate.silence();
    const startedAt = performance.now();
    const lost = await Promise.allSettled([
      database.query('SELECT 1'),
      database.transaction((tx) => tx.query('SELECT 1')),
    ]);
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    // One time-out, not another for the ROLLBACK.
    expect(performance.now() - startedAt).toBeLessThan(3_900);

    gate.speak();
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await database.close();
    await gate.close();
  }, 30_000);

  test('hears notifications again after their connection has gone silent', async () => {
    const direct = await createPostgresDatabase();
    const gate = await createSilentGate(new URL(direct));
    const database = openPostgres(gate.url, { log, listenCheckMs: 200 });
    const speaker = openPostgres(direct, { log });
    const heard: string[] = [];
    await database.listen('news', (payload) => void heard.push(payload));

    gate.silence();
    await new Promise((resolve) => setTimeout(resolve, 300));
    gate.speak();

    const news = await waitUntil(
      'the news',
      async () => {
        await speaker.query("SELECT pg_notify('news', 'hello')");
        return heard[0];
      },
      15_000,
    );
    expect(news).toBe('hello');
    await database.close();
    await speaker.close();
    await gate.close();
  }, 30_000);

  test('closes although a statement hangs', async () => {
    const gate = await createSilentGate(new URL(await createPostgresDatabase()));
    const database = openPostgres(gate.url, { log });
    await database.query('SELECT 1');
    gate.silence();
    const hung = database.query('SELECT 1').catch(() => 'cut');
    await new Promise((resolve) => setImmediate(resolve));
    const startedAt = performance.now();

    await database.close();

    expect(await hung).toBe('cut');
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    await gate.close();
  }, 15_000);

  test('repeats transactions that locked each other out', async () => {
    const database = openPostgres(await createPostgresDatabase(), { log });
    await database.query(
      'CREATE TABLE pair (id int PRIMARY KEY, n int); INSERT INTO pair VALUES (1, 0), (2, 0)',
    );
    let runs = 0;
    // Each holds its first row before either asks for its second, however slowly the connections open.
    let holding = 0;
    let bothHold = () => {};
    const together = new Promise<void>((resolve) => (bothHold = resolve));
    const bump = (first: number, second: number) =>
      database.transaction(async (tx) => {
        runs += 1;
        await tx.query('UPDATE pair SET n = n + 1 WHERE id = $1', [first]);
        holding += 1;
        if (holding === 2) bothHold();
        await together;
        await tx.query('UPDATE pair SET n = n + 1 WHERE id = $1', [second]);
      });

    await Promise.all([bump(1, 2), bump(2, 1)]);

    expect(await database.query('SELECT n FROM pair')).toEqual([{ n: 2 }, { n: 2 }]);
    expect(runs).toBeGreaterThan(2);
    await database.close();
  }, 15_000);
});
