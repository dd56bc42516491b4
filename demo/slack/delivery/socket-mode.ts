/** Socket Mode: WebSocket connections opened by the app; each envelope goes to one of them. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { type WebSocket, WebSocketServer } from 'ws';
import type { DeliveryLog } from '../delivery-log.js';
import type { Faults } from '../faults.js';
import { isJsonObject } from '../http/request.js';
import { APP_ID } from '../workspace/model.js';
import type { Envelope, Outcome, Transport } from './envelope.js';

/** Slack's own limit; a further connection is refused (docs.slack.dev/apis/events-api/using-socket-mode). */
const MAX_CONNECTIONS = 10;
/** Clients take a connection for dead after 30 s without a ping. */
const PING_INTERVAL_MS = 10_000;

export function createSocketMode(deps: {
  log: DeliveryLog;
  faults: Faults;
  ackTimeoutMs: number;
  socketBaseUrl: () => string;
}) {
  const server = new WebSocketServer({ noServer: true, autoPong: false });
  const tickets = new Set<string>();
  const waiting = new Map<string, (response: unknown) => void>();
  let connections: WebSocket[] = [];
  /** Envelopes sent over each connection there ever was, in the order in which they were opened. */
  const sent = new Map<WebSocket, number>();
  let isRefusing = false;
  let nextConnection = 0;
  /** Of the open connections, the first opened first; undefined: each has its turn. */
  let chosen: number | undefined;

  function open(socket: WebSocket): void {
    // Every envelope under way listens for the end of its connection.
    socket.setMaxListeners(0);
    connections.push(socket);
    sent.set(socket, 0);
    deps.log.append({ kind: 'socket', event: 'opened', connections: connections.length });
    const isSilent = deps.faults.areSocketsSilent;
    const ping = setInterval(() => {
      if (!isSilent()) socket.ping();
    }, PING_INTERVAL_MS);
    socket.on('ping', (data: Buffer) => {
      if (!isSilent()) socket.pong(data);
    });
    socket.on('close', () => {
      clearInterval(ping);
      connections = connections.filter((one) => one !== socket);
      deps.log.append({ kind: 'socket', event: 'closed', connections: connections.length });
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      const message: unknown = JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '{}');
      if (isSilent()) return;
      if (!isJsonObject(message) || typeof message['envelope_id'] !== 'string') return;
      waiting.get(message['envelope_id'])?.(message['payload']);
    });
    if (isSilent()) return;
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connections.length,
        connection_info: { app_id: APP_ID },
        debug_info: { host: 'local-slack', approximate_connection_time: 18_060 },
      }),
    );
  }

  const transport: Transport = {
    name: 'socket',
    isReady: () => connections.length > 0,
    async send(envelope: Envelope): Promise<Outcome> {
      const socket = connections[chosen ?? nextConnection++ % Math.max(1, connections.length)];
      if (socket === undefined) return { isAcked: false, reason: 'not_connected' };
      sent.set(socket, (sent.get(socket) ?? 0) + 1);
      return new Promise<Outcome>((resolve) => {
        function finish(outcome: Outcome): void {
          clearTimeout(timer);
          waiting.delete(envelope.id);
          socket?.off('close', lost);
          resolve(outcome);
        }
        const lost = (): void => finish({ isAcked: false, reason: 'connection_failed' });
        const timer = setTimeout(() => finish({ isAcked: false, reason: 'http_timeout' }), deps.ackTimeoutMs);
        waiting.set(envelope.id, (response) => finish({ isAcked: true, response }));
        socket.on('close', lost);
        // A dead connection that nobody has noticed: Slack sends, and nothing arrives.
        if (deps.faults.areSocketsSilent()) return;
        socket.send(
          JSON.stringify({
            envelope_id: envelope.id,
            type: envelope.type,
            payload: envelope.payload,
            accepts_response_payload: envelope.type !== 'events_api',
            ...(envelope.type === 'events_api'
              ? { retry_attempt: envelope.attempt, retry_reason: envelope.retryReason ?? '' }
              : {}),
          }),
        );
      });
    },
  };

  return {
    transport,
    /** A one-time address for apps.connections.open. */
    ticketUrl(): string {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${deps.socketBaseUrl()}/link/?ticket=${ticket}&app_id=${APP_ID}`;
    },
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void {
      const isWelcome = tickets.delete(url.searchParams.get('ticket') ?? '');
      if (
        !isWelcome ||
        isRefusing ||
        deps.faults.isRefusingSockets() ||
        connections.length >= MAX_CONNECTIONS
      ) {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, open);
    },
    count: (): number => connections.length,
    /** What `act` sends before it first waits goes over this connection, 0 being the one that is open longest. */
    over<T>(connection: number, act: () => T): T {
      chosen = connection;
      try {
        return act();
      } finally {
        chosen = undefined;
      }
    },
    sent: (): readonly number[] => [...sent.values()],
    /** Cuts every connection without a closing handshake, as a network failure does. */
    drop(): void {
      for (const socket of connections) socket.terminate();
    },
    /** Asks every app connection to reconnect, as Slack does when it recycles a host. */
    refresh(): void {
      for (const socket of connections) {
        socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
      }
    },
    /** While true, new connections are turned away. */
    setRefusing(refusing: boolean): void {
      isRefusing = refusing;
    },
    async close(): Promise<void> {
      for (const socket of connections) socket.close(1001);
      await new Promise<void>((resolve) => {
        const deadline = setTimeout(() => {
          for (const socket of connections) socket.terminate();
        }, 200);
        server.close(() => {
          clearTimeout(deadline);
          resolve();
        });
      });
    },
  };
}
