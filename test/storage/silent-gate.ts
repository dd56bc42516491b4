import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/**
 * Stands before PostgreSQL. After `silence()` the connections that exist then swallow everything and are never closed, as
 * after a failover or a lost NAT entry; new ones work once `speak()` was called.
 */
export async function createSilentGate(target: URL) {
  const sockets = new Set<Socket>();
  let isSilent = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let isDead = false;
    const pass = (to: Socket) => (chunk: Buffer) => {
      isDead ||= isSilent;
      if (!isDead) to.write(chunk);
    };
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('data', pass(to));
      from.on('close', () => {
        sockets.delete(from);
        if (from === client || !isDead) to.destroy();
      });
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    silence: () => void (isSilent = true),
    speak: () => void (isSilent = false),
    async close() {
      const closed = once(server.close(), 'close');
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
