/**
 * Keeps a second process away from an embedded database: PGlite takes no lock of its own, and the second writer's
 * commits would silently vanish.
 */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../shared/errors.js';

interface Holder {
  readonly pid: number;
  /** When that process started, in the kernel's ticks, so that a re-used pid is not mistaken for the holder. */
  readonly startedAt: string | null;
}

/**
 * Takes `<directory>/lock`, creating the directory. A lock whose process is gone is taken over.
 * @throws ConfigError while another live process holds it.
 */
export async function lockDataDirectory(directory: string): Promise<{ release(): Promise<void> }> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'lock');
  const mine: Holder = { pid: process.pid, startedAt: await processStart(process.pid) };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(JSON.stringify(mine));
      await file.close();
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const holder = await readHolder(path);
    if (holder && (await isAlive(holder))) {
      throw new ConfigError(
        `The data directory ${directory} is in use by process ${holder.pid}. Stop that Firewatch first, or give this ` +
          'one another FIREWATCH_DATA_DIR; to run several at once, set DATABASE_URL to a PostgreSQL database.',
      );
    }
    await rm(path, { force: true });
  }
  throw new ConfigError(`The data directory ${directory} is being taken by another process right now.`);
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (
      typeof parsed !== 'object' ||
      parsed === null ||
      !('pid' in parsed) ||
      typeof parsed.pid !== 'number'
    ) {
      return undefined;
    }
    const startedAt = 'startedAt' in parsed && typeof parsed.startedAt === 'string' ? parsed.startedAt : null;
    return { pid: parsed.pid, startedAt };
  } catch {
    // Unreadable or cut short: its writer died while writing.
    return undefined;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: alive, but somebody else's.
    if (codeOf(error) !== 'EPERM') return false;
  }
  const startedAt = await processStart(holder.pid);
  return holder.startedAt === null || startedAt === null || startedAt === holder.startedAt;
}

/** Field 22 of /proc/<pid>/stat; null where there is no /proc. */
async function processStart(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
