/**
 * Keeps a second process away from an embedded database: PGlite takes no lock of its own, and the second writer's
 * commits would silently vanish.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../shared/errors.js';

/** A holder on another host counts as dead after this many missed beats. */
const HEARTBEAT_MS = 5_000;
const MISSED_BEATS = 6;
/** Removing a dead process's lock takes milliseconds; whoever began so long ago died over it. */
const TAKEOVER_MS = 30_000;
/** With others taking and giving back at the same moment it may need a few looks. */
const MAX_ATTEMPTS = 50;
const RETRY_MS = 20;

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
  const content = JSON.stringify({ ...mine, id: randomUUID() });
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (await claim(path, content)) return keep(path, content);
    const found = await read(path);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder && (await isAlive(holder, path))) {
      throw new ConfigError(
        `The data directory ${directory} is in use by process ${holder.pid} on ${holder.host}. Stop that Firewatch first ` +
          '(after a crash on another host, wait half a minute), or give this one another FIREWATCH_DATA_DIR; to run ' +
          'several at once, set DATABASE_URL to a PostgreSQL database.',
      );
    }
    await removeStale(path, found, content);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS * Math.random()));
  }
  throw new ConfigError(`The data directory ${directory} is being taken by another process right now.`);
}

/** Creates the file with all of its content at once, so that nobody reads half of it; false when it exists. */
async function claim(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Removes the lock of a dead process. One process at a time may, and it looks again first: otherwise the second of two
 * would remove the lock that the first has just taken.
 */
async function removeStale(path: string, found: string, content: string): Promise<void> {
  const takeover = `${path}.takeover`;
  if (!(await claim(takeover, content))) return removeForgotten(takeover);
  try {
    if ((await read(path)) === found) await rm(path, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

async function removeForgotten(takeover: string): Promise<void> {
  const age = await ageOf(takeover);
  if (age === undefined || age < TAKEOVER_MS) return;
  // A rename succeeds for one process only.
  const aside = `${takeover}.${randomUUID()}`;
  await rename(takeover, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Shows other hosts that the holder lives, by the file's time. */
function keep(path: string, content: string): { release(): Promise<void> } {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      // It may be another's by now: who sleeps for long counts as dead.
      if ((await read(path)) === content) await rm(path, { force: true });
    },
  };
}

/** Undefined when there is no such file. */
async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(content: string): Holder | undefined {
  try {
    const parsed: unknown = JSON.parse(content);
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
    // Not ours: a lock of ours is never seen half written.
    return undefined;
  }
}

/** Milliseconds since its last beat; undefined when it is gone. */
async function ageOf(path: string): Promise<number | undefined> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isAlive(holder: Holder, path: string): Promise<boolean> {
  if (holder.host !== hostname()) {
    const age = await ageOf(path);
    return age !== undefined && age < HEARTBEAT_MS * MISSED_BEATS;
  }
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
