/** A connection to a database that is farther away than it looks: everything that is sent over it arrives later. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface SlowLink {
  /** The database's address over this link. */
  readonly url: string;
  /** From now on, in each direction. */
  setDelay(ms: number): void;
  close(): Promise<void>;
}

export async function openSlowLink(databaseUrl: string): Promise<SlowLink> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let delayMs = 0;
  const later = (work: () => void) => (delayMs === 0 ? setImmediate(work) : setTimeout(work, delayMs));

  /** In order, because timers of one length end in the order in which they began; a shorter one waits for those before. */
  function carry(from: Socket, to: Socket): void {
    let before = Promise.resolve();
    const next = (work: () => void) => {
      const turn = new Promise<void>((resolve) => later(resolve));
      before = before.then(() => turn).then(work);
    };
    from.on('data', (chunk) => next(() => to.write(chunk)));
    from.on('end', () => next(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      // Killed is killed at once: what it held is free for the others.
      to.destroy();
    });
    sockets.add(from);
  }

  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.toString(),
    setDelay: (ms) => void (delayMs = ms),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
