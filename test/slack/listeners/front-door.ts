/** What Slack sends, signed as Slack signs it, to a receiving side that keeps what it stores. */
import { createLocalSlack } from '../../../demo/slack/local-slack.js';
import { silentLogger } from '../../../src/observability/logger.js';
import { createSlackApp } from '../../../src/slack/app.js';
import { createInbox, postSigned, serveRequests } from '../receiving.js';

export type FrontDoor = Awaited<ReturnType<typeof openFrontDoor>>;

export async function openFrontDoor() {
  const slack = createLocalSlack();
  await slack.start();
  const inbox = createInbox();
  const state = { slowMs: 0 };
  const { botToken, apiUrl, signingSecret } = slack;
  const app = createSlackApp({
    settings: { botToken, apiUrl, signingSecret },
    useCases: {
      ...inbox,
      async acceptSlackInput(input) {
        const { slowMs } = state;
        if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs));
        await inbox.acceptSlackInput(input);
      },
    },
    log: silentLogger(),
  });
  const server = await serveRequests(app.handleHttp);
  let count = 0;

  type ContentType = NonNullable<Parameters<typeof postSigned>[1]['contentType']>;
  async function post(contentType: ContentType, body: string): Promise<unknown> {
    const answer = await postSigned(server.url, { secret: signingSecret, body, contentType });
    if (answer.status !== 200) throw new Error(`Answered with ${answer.status}.`);
    const text = await answer.text();
    return text === '' ? null : JSON.parse(text);
  }
  /** Two requests that are alike would be one that somebody captured. */
  const fresh = () => String((count += 1));

  return {
    inputs: inbox.inputs,
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
      await server.close();
      await app.stop();
      await slack.stop();
    },
  };
}
