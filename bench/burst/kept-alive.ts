/**
 * Kept-alive HTTP/1.1 connections, one request at a time on each: an idle one is used again, and another is opened when all
 * are busy, as Go's client does. Node's own client takes longer for a request than a receiver does, and would be what is
 * measured.
 */
import { connect, type Socket } from 'node:net';

export interface KeptAlive {
  /** Opens so many beforehand. */
  open(connections: number): Promise<void>;
  /** The status; 0 when the connection was cut instead. */
  send(request: Buffer): Promise<number>;
  readonly connections: () => number;
  close(): void;
}

interface Connection {
  readonly socket: Socket;
  /** Of the request under way. */
  settle: ((status: number) => void) | undefined;
  received: string;
}

export function createKeptAlive(host: string, port: number): KeptAlive {
  const idle: Connection[] = [];
  const all = new Set<Connection>();

  function openOne(): Connection {
    const socket = connect({ host, port, noDelay: true });
    const connection: Connection = { socket, settle: undefined, received: '' };
    all.add(connection);
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      connection.received += String(text);
      const status = statusOf(connection.received);
      if (status === undefined) return;
      connection.received = '';
      idle.push(connection);
      finish(connection, status);
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => {
      const index = idle.indexOf(connection);
      if (index !== -1) idle.splice(index, 1);
      finish(connection, 0);
    });
    return connection;
  }

  return {
    async open(connections) {
      const opened = Array.from({ length: connections }, openOne);
      await Promise.all(
        opened.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))),
      );
      idle.push(...opened);
    },
    send(request) {
      const connection = idle.pop() ?? openOne();
      return new Promise((resolve) => {
        connection.settle = resolve;
        connection.socket.write(request);
      });
    },
    connections: () => all.size,
    close() {
      for (const { socket } of all) socket.destroy();
    },
  };
}

function finish(connection: Connection, status: number): void {
  const { settle } = connection;
  connection.settle = undefined;
  settle?.(status);
}

/** Of an answer that has come as a whole; its length must be said in its head. */
function statusOf(received: string): number | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received.slice(0, end))?.[1] ?? 0);
  return received.length >= end + 4 + length ? Number(received.slice(9, 12)) : undefined;
}
