/** A bare Socket Mode client: what it received, and whether it acks. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { LocalSlack } from '../../../demo/slack/local-slack.js';
import { until } from './bolt-app.js';

export interface Envelope {
  readonly type: string;
  readonly envelope_id?: string;
  readonly retry_attempt?: number;
  readonly num_connections?: number;
  readonly reason?: string;
  readonly payload?: { readonly event_id: string };
}

export class SocketClient {
  readonly received: Envelope[] = [];

  constructor(
    readonly socket: WebSocket,
    isAcking: boolean,
  ) {
    socket.on('message', (data: Buffer) => {
      const envelope = JSON.parse(data.toString()) as Envelope;
      this.received.push(envelope);
      if (isAcking && envelope.envelope_id !== undefined) {
        socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload: {} }));
      }
    });
  }

  ofType(type: string): Envelope[] {
    return this.received.filter((envelope) => envelope.type === type);
  }
}

/** Asks for an address to connect to. */
export async function socketUrl(slack: LocalSlack): Promise<string> {
  const answer = await fetch(`${slack.apiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.appToken}` },
  });
  return ((await answer.json()) as { url: string }).url;
}

/** Connects and waits for the hello. */
export async function connectSocket(slack: LocalSlack, isAcking = true): Promise<SocketClient> {
  const client = new SocketClient(new WebSocket(await socketUrl(slack)), isAcking);
  await until(() => client.received.length > 0);
  return client;
}

/** Why an address takes no connection. */
export async function refusalOf(url: string): Promise<string> {
  const [error] = (await once(new WebSocket(url), 'error')) as [Error];
  return error.message;
}
