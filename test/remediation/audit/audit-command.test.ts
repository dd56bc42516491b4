import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runAudit } from '../../../src/audit-command.js';
import { loadConfig } from '../../../src/config/config.js';
import { auditHash } from '../../../src/remediation/audit/audit-hash.js';
import { silentLogger } from '../../../src/observability/logger.js';
import type { Database } from '../../../src/storage/database.js';
import { openPglite } from '../../../src/storage/pglite.js';
import { openPostgres } from '../../../src/storage/postgres.js';
import { createAuditLog } from '../../../src/storage/repositories/audit.js';
import { isPostgresHere } from '../../helpers/launch-servers.js';
import { copyPgliteTemplate } from '../../helpers/pglite-template.js';
import { createPreparedDatabase, dropPostgresDatabase } from '../../helpers/shared-postgres.js';

const INCIDENT = '6f1f1c1e-0000-4000-8000-000000000012';

describe('firewatch audit', () => {
  let directory: string;
  /** A database of the run's server, where there is one: the embedded one takes seconds each time that it is opened. */
  let url: string | undefined;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'firewatch-audit-'));
    url = undefined;
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
    if (url !== undefined) await dropPostgresDatabase(url);
  });

  const audit = async (...args: string[]) => {
    let output = '';
    const config = loadConfig(url === undefined ? { FIREWATCH_DATA_DIR: directory } : { DATABASE_URL: url });
    const code = await runAudit(config, args, (text) => void (output += text));
    return { code, output };
  };
  const inDatabase = async (work: (database: Database) => Promise<unknown>) => {
    const database =
      url === undefined ? await openPglite(directory) : openPostgres(url, { log: silentLogger() });
    try {
      await work(database);
    } finally {
      await database.close();
    }
  };
  const tamper = (sql: string) =>
    inDatabase((database) => database.query(`SET session_replication_role = 'replica'; ${sql}`));
  const prepare = async (isEmbedded: boolean) => {
    if (isEmbedded) await copyPgliteTemplate(join(directory, 'pglite'));
    else url = await createPreparedDatabase();
  };
  /** Six entries; the second and the fifth are about the incident. */
  const start = async (isEmbedded = !isPostgresHere()) => {
    await prepare(isEmbedded);
    await inDatabase(async (database) => {
      await database.query(
        `INSERT INTO firewatch.incidents (id, title, severity, source, group_key, channel, started_at)
         VALUES ($1, 'Errors', 'sev2', 'alertmanager', 'g', 'C1', now())`,
        [INCIDENT],
      );
      for (let index = 1; index <= 6; index += 1)
        await database.transaction((tx) =>
          createAuditLog(tx).append({
            actor: { kind: 'person', id: `U${index}` },
            event: 'severity.changed',
            subject: index % 3 === 2 ? INCIDENT : 'other',
            details: { index, share: 0.1 },
          }),
        );
    });
  };
  const exported = async (...args: string[]) =>
    (await audit('export', ...args)).output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { seq: number; hash: string; previousHash: string });

  test('says that all is well, what was not looked for, and the head to note', async () => {
    await start(true);
    const [last] = (await exported()).slice(-1);

    const { code, output } = await audit('verify');

    expect(code).toBe(0);
    expect(output).toContain('OK: 6 entries, each follows from the one before.');
    expect(output).toContain('No anchor was given');
    expect(output).toContain(`Head: 6:${last?.hash}`);
  });

  test('ends with 1 and names the first bad entry', async () => {
    await start();
    await tamper('UPDATE firewatch.audit SET subject = subject || 0 WHERE seq = 4');

    expect(await audit('verify')).toEqual({
      code: 1,
      output:
        'BROKEN at #4: Entry #4 was changed: its content does not have its hash.\nUp to #3 each follows from the one before.\n',
    });
  });

  test('sees a cut end by an anchor, and by a former export', async () => {
    await start();
    const [, , , , , last] = await exported();
    const file = join(directory, 'former.jsonl');
    await writeFile(file, (await audit('export')).output);
    await tamper('DELETE FROM firewatch.audit WHERE seq > 4');

    expect(await audit('verify')).toMatchObject({ code: 0 });
    expect(await audit('verify', '--anchor', `6:${last?.hash}`)).toMatchObject({
      code: 1,
      output: expect.stringContaining('BROKEN at #5: Entry #5 is missing'),
    });
    expect(await audit('verify', '--anchors', file)).toMatchObject({
      code: 1,
      output: expect.stringContaining('there was an entry #6'),
    });
  });

  test('exports what the hashes can be computed from anywhere, of all or of one incident', async () => {
    await start();

    const entries = await exported();
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { hash, previousHash, ...entry } of entries) expect(auditHash(entry, previousHash)).toBe(hash);
    expect((await exported('--incident', '1')).map(({ seq }) => seq)).toEqual([2, 5]);
    await expect(audit('export', '--incident', '7')).rejects.toThrow('There is no incident 7');
  });

  test('says what to do with an empty database, and with arguments that mean nothing', async () => {
    await expect(audit('verify')).rejects.toThrow('“firewatch start” makes what is missing');
    await expect(audit()).rejects.toThrow('It is firewatch audit verify');
    await expect(audit('verify', '--anchor', '6:abc')).rejects.toThrow('“6:abc” is no anchor');
    await expect(audit('verify', '--all')).rejects.toThrow("Unknown option '--all'");
    await expect(audit('verify', '--anchors', join(directory, 'none'))).rejects.toThrow('cannot be read');
    const empty = join(directory, 'empty.txt');
    await writeFile(empty, 'nothing\n');
    await expect(audit('verify', '--anchors', empty)).rejects.toThrow('holds no anchor');
    await expect(audit('export', '--incident', 'x')).rejects.toThrow('takes the number of an incident');
  });

  test('says that nothing was decided yet', async () => {
    await prepare(!isPostgresHere());
    expect(await audit('verify')).toEqual({
      code: 0,
      output: 'The audit log is empty: nothing was decided yet.\n',
    });
    expect(await audit('export')).toEqual({ code: 0, output: '' });
  });
});
