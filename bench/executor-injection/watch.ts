/**
 * Everything that this process starts and connects to, seen below all that could do so. A connection to where nobody is
 * configured is counted and cut before it is made, so that nothing leaves the machine whatever is found.
 */
import { ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * A client that has given up may still connect a moment later, on a busy machine several seconds; it is then judged by what
 * was configured when it began.
 */
const LATE_MS = 10_000;

export interface Findings {
  /** Sentences: a process that is not the listed one, an argument that is not a whole value, a mark, a hit. */
  readonly executed: readonly string[];
  /** `host:port` of connections to where nobody is configured. */
  readonly sockets: readonly string[];
}

export interface Watch {
  /** Ports of this machine where configured servers are. */
  allow(port: number): void;
  /** Until it is set anew: what may stand on a command line, and the one further host that is configured. */
  expect(what: { program: string; elements: ReadonlySet<string>; value: string; host?: string }): void;
  /** What happened since the last look. */
  look(): Findings;
  stop(): void;
}

/** The marked program leaves `mark`; `hits` counts what reached the server that nobody configured. */
export function startWatch(mark: string, hits: () => number): Watch {
  let executed: string[] = [];
  let sockets: string[] = [];
  let seenHits = hits();
  let expected = { program: '', elements: new Set() as ReadonlySet<string>, value: '', host: '' };
  const allowed = new Set<number>();
  /** When a host was configured last. */
  const configured = new Map<string, number>();
  const isConfigured = (host: string) => (configured.get(host) ?? -Infinity) > performance.now() - LATE_MS;

  const connect = Reflect.get(Socket.prototype, 'connect') as (...given: unknown[]) => Socket;
  Socket.prototype.connect = function guarded(this: Socket, ...given: unknown[]): Socket {
    const { host, port } = targetOf(given);
    if (['127.0.0.1', 'localhost'].includes(host) && allowed.has(port))
      return Reflect.apply(connect, this, given);
    if (!isConfigured(host) || isOfMachine(host)) sockets.push(`${host}:${port}`);
    // Whoever connects listens for errors a moment later.
    setImmediate(() => this.destroy(new Error('nothing leaves this machine')));
    return this;
  };

  const spawn = Reflect.get(ChildProcess.prototype, 'spawn') as (...given: unknown[]) => unknown;
  Reflect.set(ChildProcess.prototype, 'spawn', function seen(this: ChildProcess, ...given: unknown[]) {
    const fault = faultOf(given[0], expected);
    if (fault) executed.push(fault);
    return Reflect.apply(spawn, this, given);
  });

  return {
    allow: (port) => void allowed.add(port),
    expect: (what) => {
      // The one before lasted until now.
      configured.set(expected.host, performance.now());
      expected = { host: '', ...what };
      configured.set(expected.host, Infinity);
    },
    look() {
      if (existsSync(mark)) {
        executed.push('the mark of the bait');
        rmSync(mark);
      }
      if (hits() > seenHits) executed.push('a hit on the server that nobody configured');
      const found = { executed, sockets };
      executed = [];
      sockets = [];
      seenHits = hits();
      return found;
    },
    stop() {
      Reflect.set(Socket.prototype, 'connect', connect);
      Reflect.set(ChildProcess.prototype, 'spawn', spawn);
    },
  };
}

/** The listed program alone, and on its line only what the template says and the value in one piece, never as an option. */
function faultOf(
  options: unknown,
  { program, elements, value }: { program: string; elements: ReadonlySet<string>; value: string },
): string | undefined {
  const { file, args } = Object(options) as { file?: unknown; args?: readonly string[] };
  if (file !== program) return `a process: ${String(file)}`;
  const strange = args?.slice(1).find((each) => !elements.has(each) && each !== value);
  if (strange !== undefined) return `an argument: ${strange}`;
  const option = args?.slice(1).find((each) => each.startsWith('-') && !elements.has(each));
  return option === undefined ? undefined : `an option: ${option}`;
}

/** Written down anew here: what the product thinks of an address is what is tried. */
function isOfMachine(host: string): boolean {
  return /^(?:169\.254\.|0\.|::$|::ffff:a9fe:|fe80:|fd00:ec2:|100\.100\.100\.200$|metadata|instance-data$)/i.test(
    host,
  );
}

/** As `net.connect` takes it: options, or a port with a host; both may come in a list. */
function targetOf(given: readonly unknown[]): { host: string; port: number } {
  const [first, second] = Array.isArray(given[0]) ? (given[0] as readonly unknown[]) : given;
  if (typeof first === 'object' && first !== null) {
    const { host, path, port } = first as { host?: string; path?: string; port?: number | string };
    return { host: host ?? path ?? 'localhost', port: Number(port ?? 0) };
  }
  return { host: typeof second === 'string' ? second : 'localhost', port: Number(first) };
}
