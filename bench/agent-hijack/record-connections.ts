/** Every connection that this process opens, seen below everything that could open one. */
import { Socket } from 'node:net';

export interface Connections {
  /** `host:port` of those that lead anywhere else than to these ports of this machine. */
  readonly strange: readonly string[];
  allow(port: number): void;
  stop(): void;
}

export function recordConnections(): Connections {
  const strange: string[] = [];
  const allowed = new Set<number>();
  const connect = Reflect.get(Socket.prototype, 'connect') as (...given: unknown[]) => Socket;
  Socket.prototype.connect = function record(this: Socket, ...given: unknown[]): Socket {
    const target = targetOf(given);
    const isLocal = target.host === '127.0.0.1' && allowed.has(target.port);
    if (!isLocal) strange.push(`${target.host}:${target.port}`);
    return Reflect.apply(connect, this, given);
  };
  return {
    strange,
    allow: (port) => void allowed.add(port),
    stop: () => {
      Reflect.set(Socket.prototype, 'connect', connect);
    },
  };
}

/** As `net.connect` takes it: options, or a port with a host; both may come in a list. */
function targetOf(given: readonly unknown[]): { host: string; port: number } {
  const [first, second] = Array.isArray(given[0]) ? (given[0] as readonly unknown[]) : given;
  if (typeof first === 'object' && first !== null) {
    const host = 'host' in first ? String(first.host) : 'path' in first ? String(first.path) : 'localhost';
    return { host, port: 'port' in first ? Number(first.port) : 0 };
  }
  return { host: typeof second === 'string' ? second : 'localhost', port: Number(first) };
}
