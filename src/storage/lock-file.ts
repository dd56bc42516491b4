/**
 * Keeps a second process away from an embedded database: PGlite takes no lock of its own, and the second writer's
 * commits would silently vanish.
 */
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../shared/errors.js';

/** A holder on another host counts as dead after this many missed beats. */
const HEARTBEAT_MS = 5_000;
const MISSED_BEATS = 6;

interface Holder {
  readonly pid: number;
  /** In two containers both processes may be pid 1, so a pid says something on its own host only. */
  readonly host: string;
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
  const mine: Holder = { pid: process.pid, host: hostname(), startedAt: await processStart(process.pid) };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(JSON.stringify(mine));
      await file.close();
      return keep(path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const holder = await readHolder(path);
    if (holder && (await isAlive(holder, path))) {
      throw new ConfigError(
        `The data directory ${directory} is in use by process ${holder.pid} on ${holder.host}. Stop that Firewatch first ` +
          '(after a crash on another host, wait half a minute), or give this one another FIREWATCH_DATA_DIR; to run ' +
          'several at once, set DATABASE_URL to a PostgreSQL database.',
      );
    }
    await rm(path, { force: true });
  }
  throw new ConfigError(`The data directory ${directory} is being taken by another process right now.`);
}

/** Shows other hosts that the holder lives, by the file's time. */
function keep(path: string): { release(): Promise<void> } {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      await rm(path, { force: true });
    },
  };
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
    const host = 'host' in parsed && typeof parsed.host === 'string' ? parsed.host : hostname();
    return { pid: parsed.pid, host, startedAt };
  } catch {
    // Unreadable or cut short: its writer died while writing.
    return undefined;
  }
}

async function isAlive(holder: Holder, path: string): Promise<boolean> {
  if (holder.host !== hostname())
    return Date.now() - (await stat(path)).mtimeMs < HEARTBEAT_MS * MISSED_BEATS;
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
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
