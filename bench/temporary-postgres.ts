/** A PostgreSQL for one benchmark: a new cluster in a temporary folder on 127.0.0.1, with every setting that costs speed left on. */
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserInputError } from '../src/shared/errors.js';
import { findFreePort } from '../demo/free-port.js';

/** Where Debian keeps its versions. */
const ROOT = '/usr/lib/postgresql';
const READY_TIMEOUT_MS = 30_000;

export interface TemporaryPostgres {
  /** Superuser `postgres`, no password. */
  readonly url: string;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** Folder with the newest version's binaries; undefined when PostgreSQL is not installed. */
export function findPostgres(): string | undefined {
  try {
    return readdirSync(ROOT)
      .toSorted((a, b) => Number(b) - Number(a))
      .map((version) => join(ROOT, version, 'bin'))
      .find((folder) => isExecutable(join(folder, 'postgres')));
  } catch {
    return undefined;
  }
}

/** @throws UserInputError that says how to install it. */
export function requirePostgres(): string {
  const binaries = findPostgres();
  if (binaries !== undefined) return binaries;
  throw new UserInputError('PostgreSQL is not installed; install it with "apt-get install postgresql".');
}

/** @throws Error with the server's last output when it does not become ready. */
export async function startTemporaryPostgres(binaries: string): Promise<TemporaryPostgres> {
  const home = mkdtempSync(join(tmpdir(), 'firewatch-postgres-'));
  const owner = unprivilegedUser();
  if (owner) chownSync(home, owner.uid, owner.gid);
  const data = join(home, 'data');
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const inHome = { ...owner, env, cwd: home };
  execFileSync(join(binaries, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'], {
    ...inHome,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const port = await findFreePort();
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const child = spawn(join(binaries, 'postgres'), ['-D', data, ...flags], {
    ...inHome,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));

  async function stop(): Promise<void> {
    child.kill('SIGINT'); // Fast shutdown; SIGTERM waits for clients to leave.
    await ended;
    rmSync(home, { recursive: true, force: true });
  }

  let output = '';
  const isReady = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), READY_TIMEOUT_MS);
    const settle = (answer: boolean) => (clearTimeout(timer), resolve(answer));
    child.stderr.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
      if (output.includes('database system is ready to accept connections')) settle(true);
    });
    void ended.then(() => settle(false));
  });
  if (isReady) return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
  await stop();
  throw new Error(`PostgreSQL did not become ready. Its last output:\n${output}`);
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
