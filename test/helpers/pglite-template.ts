/**
 * A prepared embedded database: creating one takes seconds, copying one a fraction of that. It is made once per machine
 * and schema, shared by all test processes, and never opened itself.
 */
import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createJobRunner } from '../../src/jobs/queue.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { migrate } from '../../src/storage/migrate.js';
import { migrations } from '../../src/storage/migrations/index.js';
import { pgliteDatabase } from '../../src/storage/pglite.js';

const DIRECTORY = 'data';
const DUMP = 'dump.tar';
/** Names the versions of PGlite and pg-boss, which decide what the directory holds. */
const PACKAGE = new URL('../../package.json', import.meta.url);

/** Fills `directory` (which must not exist) with a migrated database that has the job engine's tables too. */
export async function copyPgliteTemplate(directory: string): Promise<void> {
  await cp(join(await ensureTemplate(), DIRECTORY), directory, { recursive: true });
}

/** Such a database in memory, where its statements take half the time that they take in files. */
export async function openPgliteTemplate(): Promise<PGlite> {
  const dump = await readFile(join(await ensureTemplate(), DUMP));
  return PGlite.create({ loadDataDir: new Blob([dump]) });
}

async function ensureTemplate(): Promise<string> {
  const { dependencies } = JSON.parse(await readFile(PACKAGE, 'utf8')) as { dependencies: unknown };
  const schema = createHash('sha256')
    .update(JSON.stringify([dependencies, migrations]))
    .digest('hex');
  const path = join(tmpdir(), `firewatch-template-${schema.slice(0, 12)}`);
  if (await exists(path)) return path;
  const draft = `${path}-${randomUUID()}`;
  await mkdir(draft, { mode: 0o700 });
  const pglite = await PGlite.create(join(draft, DIRECTORY));
  const database = pgliteDatabase(pglite);
  await migrate(database);
  const jobs = createJobRunner({ database, log: silentLogger(), metrics: createMetrics() });
  await jobs.start();
  await jobs.stop();
  const dump = await pglite.dumpDataDir('none');
  await writeFile(join(draft, DUMP), new Uint8Array(await dump.arrayBuffer()));
  await database.close();
  try {
    await rename(draft, path);
  } catch (error) {
    // Another test process was faster; its template is as good.
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(path))) throw error;
  }
  return path;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
