/** What stands behind a receiving side in tests: a store for what arrives, and a server that takes signed requests. */
import { createHmac } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SlackInput } from '../../src/workflows/use-cases.js';

/** Stores inputs like the database would; `gate` holds it up, `fails` makes it fail. */
export function createInbox() {
  const inputs: SlackInput[] = [];
  const state: { fails: boolean; gate: Promise<void> } = { fails: false, gate: Promise.resolve() };
  const nameOf = (input: SlackInput) => (input.kind === 'event' ? (input.sameAs ?? input.id) : input.id);
  return {
    inputs,
    state,
    async acceptSlackInput(input: SlackInput) {
      await state.gate;
      if (state.fails) throw new Error('connection terminated');
      if (!inputs.some((known) => known.id === input.id || nameOf(known) === nameOf(input)))
        inputs.push(input);
    },
    suggestServices: () => ['checkout'],
    suggestIncidents: () => Promise.resolve([]),
  };
}

/** Takes what Slack would send to a bot in HTTP mode. */
export async function serveRequests(
  handleHttp: RequestListener | undefined,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => handleHttp?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A request as Slack signs it. */
export function postSigned(
  url: string,
  request: {
    secret: string;
    body: string;
    /** Seconds since the epoch; now, unless told. */
    timestamp?: number;
    contentType?: 'application/json' | 'application/x-www-form-urlencoded';
  },
): Promise<Response> {
  const { secret, body, contentType = 'application/json' } = request;
  const timestamp = request.timestamp ?? Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
}
