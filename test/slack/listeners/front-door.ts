/** What Slack sends, signed as Slack signs it, to a receiving side that keeps what it stores. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalSlack } from '../../../demo/slack/local-slack.js';
import { silentLogger } from '../../../src/observability/logger.js';
import { createSlackApp } from '../../../src/slack/app.js';
import type { SlackInput } from '../../../src/workflows/use-cases.js';

export type FrontDoor = Awaited<ReturnType<typeof openFrontDoor>>;

export async function openFrontDoor() {
  const slack = createLocalSlack();
  await slack.start();
  const inputs: SlackInput[] = [];
  const state = { slowMs: 0 };
  const { botToken, apiUrl, signingSecret } = slack;
  const app = createSlackApp({
    settings: { botToken, apiUrl, signingSecret },
    useCases: {
      async acceptSlackInput(input) {
        const { slowMs } = state;
        if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs));
        if (!inputs.some(({ id }) => id === input.id)) inputs.push(input);
      },
      suggestServices: () => ['checkout'],
      suggestIncidents: () => Promise.resolve([]),
    },
    log: silentLogger(),
  });
  const server = createServer((request, response) => app.handleHttp?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  let count = 0;

  async function post(contentType: string, body: string): Promise<unknown> {
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': contentType,
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': `v0=${signature}`,
      },
      body,
    });
    if (answer.status !== 200) throw new Error(`Answered with ${answer.status}.`);
    const text = await answer.text();
    return text === '' ? null : JSON.parse(text);
  }
  /** Two requests that are alike would be one that somebody captured. */
  const fresh = () => String((count += 1));

  return {
    inputs,
    state,
    client: app.client,
    sendEvent: (event: Record<string, unknown>, envelope: Record<string, unknown> = {}) =>
      post(
        'application/json',
        JSON.stringify({
          type: 'event_callback',
          team_id: 'T0DEMO',
          event_id: `Ev${fresh()}`,
          authorizations: [{ team_id: 'T0DEMO', user_id: 'U0BOT', is_bot: true }],
          event: { event_ts: '2.0', ...event },
          ...envelope,
        }),
      ),
    /** A click, a form, a shortcut, a menu that asks. */
    sendPayload: (payload: Record<string, unknown>) =>
      post(
        'application/x-www-form-urlencoded',
        new URLSearchParams({ payload: JSON.stringify(payload), copy: fresh() }).toString(),
      ),
    sendCommand: (fields: Record<string, string>) =>
      post('application/x-www-form-urlencoded', new URLSearchParams({ ...fields, copy: fresh() }).toString()),
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await app.stop();
      await slack.stop();
    },
  };
}
