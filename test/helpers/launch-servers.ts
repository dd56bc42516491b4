/**
 * Debian's real servers: finds their binaries, starts them on ephemeral ports of 127.0.0.1 with data in a temporary
 * directory, and stops them. What they are used for is left to the suites; those begin in real-servers.ts.
 */
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../demo/free-port.js';

export type ServerName = 'prometheus' | 'alertmanager' | 'postgres' | 'chromium';

export interface RealServer {
  /** Base address without a trailing slash; for PostgreSQL a `postgres://` connection string. */
  readonly url: string;
  /** Ends the process, waits for it and removes its temporary data. */
  stop(): Promise<void>;
  /** The same, giving it no time to write anything down. */
  kill(): Promise<void>;
}

const DEBIAN_PACKAGE: Record<ServerName, string> = {
  prometheus: 'prometheus',
  alertmanager: 'prometheus-alertmanager',
  postgres: 'postgresql',
  chromium: 'chromium',
};
const POSTGRES_ROOT = '/usr/lib/postgresql';
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;
const PORT_ATTEMPTS = 3; // A free port can be taken by somebody else before the server binds it.

export const isPostgresHere = (): boolean => findServer('postgres') !== undefined;

/** Path of the server's main binary, or undefined when it is not installed. For PostgreSQL: `postgres`, newest version. */
export function findServer(name: ServerName): string | undefined {
  switch (name) {
    case 'prometheus':
      return ifExecutable('/usr/bin/prometheus');
    case 'alertmanager':
      return ifExecutable('/usr/bin/prometheus-alertmanager');
    case 'chromium':
      return ifExecutable('/usr/bin/chromium');
    case 'postgres':
      return findPostgresBinary('postgres');
  }
}

/** Path of `promtool`, which comes with the prometheus package; throws when it is not installed. */
export function promtoolPath(): string {
  const path = ifExecutable('/usr/bin/promtool');
  if (path === undefined) throw new Error(missingServer('prometheus'));
  return path;
}

/** Path of the server's binary; throws an error that says how to install it. */
export function serverPath(name: ServerName): string {
  const path = findServer(name);
  if (path === undefined) throw new Error(missingServer(name));
  return path;
}

/** Starts Prometheus with a configuration; `dataDir` may hold blocks made with promtool and is kept at the end. */
export async function startPrometheus(options: {
  configYaml: string;
  dataDir?: string;
  args?: readonly string[];
}): Promise<RealServer> {
  return startWithPort(async (port) => {
    const home = mkdtempSync(join(tmpdir(), 'firewatch-prometheus-'));
    const config = join(home, 'prometheus.yml');
    writeFileSync(config, options.configYaml);
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(serverPath('prometheus'), [
      `--config.file=${config}`,
      `--storage.tsdb.path=${options.dataDir ?? join(home, 'tsdb')}`,
      '--storage.tsdb.retention.time=10y', // The default of 15 days deletes synthetic history.
      '--web.enable-lifecycle',
      `--web.listen-address=127.0.0.1:${port}`,
      `--web.external-url=${url}`, // Else links carry the machine's host name.
      ...(options.args ?? []),
    ]);
    return superviseServer({ child, home, url, isReady: () => answersOk(`${url}/-/ready`) });
  });
}

/** Starts a single Alertmanager, off the cluster network; at a given port where it takes another one's place. */
export async function startAlertmanager(options: { configYaml: string; port?: number }): Promise<RealServer> {
  return startWithPort(async (freePort) => {
    const port = options.port ?? freePort;
    const home = mkdtempSync(join(tmpdir(), 'firewatch-alertmanager-'));
    const config = join(home, 'alertmanager.yml');
    writeFileSync(config, options.configYaml);
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(serverPath('alertmanager'), [
      `--config.file=${config}`,
      `--storage.path=${join(home, 'data')}`,
      '--cluster.listen-address=',
      `--web.listen-address=127.0.0.1:${port}`,
      `--web.external-url=${url}`,
    ]);
    return superviseServer({ child, home, url, isReady: () => answersOk(`${url}/-/ready`) });
  });
}

/**
 * Creates a temporary cluster and starts PostgreSQL on it, superuser `postgres` without a password. PostgreSQL refuses
 * to run as root, so under root both steps run as the system user `postgres`. `fsync` is off unless asked for.
 */
export async function startPostgres(options: { fsync?: boolean } = {}): Promise<RealServer> {
  return startWithPort(async (port) => {
    const home = mkdtempSync(join(tmpdir(), 'firewatch-postgres-'));
    const owner = postgresOwner();
    if (owner !== undefined) chownSync(home, owner.uid, owner.gid);
    const data = join(home, 'data');
    const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
    const initdb = findPostgresBinary('initdb');
    if (initdb === undefined) throw new Error(missingServer('postgres'));
    const cluster = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
    execFileSync(initdb, cluster, { ...owner, env, cwd: home, stdio: ['ignore', 'ignore', 'pipe'] });
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      fsync: options.fsync === true ? 'on' : 'off',
      max_connections: '200',
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(serverPath('postgres'), ['-D', data, ...flags], { ...owner, env, cwd: home });
    let isListening = false;
    child.stderr.on('data', (chunk: Buffer) => {
      isListening ||= chunk.includes('database system is ready to accept connections');
    });
    return superviseServer({
      child,
      home,
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      isReady: async () => isListening,
      stopSignal: 'SIGINT', // Fast shutdown; SIGTERM waits for clients to leave.
    });
  });
}

/** What to tell somebody who lacks it. */
export function missingServer(name: ServerName): string {
  return `${name} is not installed; install it with "apt-get install ${DEBIAN_PACKAGE[name]}".`;
}

function ifExecutable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

function findPostgresBinary(binary: string): string | undefined {
  let versions: string[];
  try {
    versions = readdirSync(POSTGRES_ROOT);
  } catch {
    return undefined;
  }
  return versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => ifExecutable(join(POSTGRES_ROOT, version, 'bin', binary)))
    .find((path) => path !== undefined);
}

function postgresOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function answersOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

async function startWithPort(start: (port: number) => Promise<RealServer>): Promise<RealServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await findFreePort());
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !/address already in use/i.test(String(error))) throw error;
    }
  }
}

async function superviseServer(server: {
  child: ChildProcess;
  home: string;
  url: string;
  isReady: () => Promise<boolean>;
  stopSignal?: NodeJS.Signals;
}): Promise<RealServer> {
  const { child, home } = server;
  let output = '';
  const keepTail = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000));
  child.stdout?.on('data', keepTail);
  child.stderr?.on('data', keepTail);
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => ((hasEnded = true), resolve());
    child.once('exit', end);
    child.once('error', (error) => ((output += String(error)), end()));
  });
  const killOnExit = () => child.kill('SIGKILL');
  process.once('exit', killOnExit);

  async function stop(signal: NodeJS.Signals = server.stopSignal ?? 'SIGTERM'): Promise<void> {
    child.kill(signal);
    const timer = setTimeout(killOnExit, STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
    process.off('exit', killOnExit);
    rmSync(home, { recursive: true, force: true });
  }

  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await server.isReady())) {
    if (hasEnded || Date.now() > deadline) {
      await stop();
      throw new Error(`${child.spawnfile} did not become ready. Its last output:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return { url: server.url, stop: () => stop(), kill: () => stop('SIGKILL') };
}
