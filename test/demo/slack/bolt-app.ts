/** A real Bolt app connected to a local Slack, and the closing of both. */
import { App, type AppOptions, HTTPReceiver, type Logger, LogLevel } from '@slack/bolt';
import {
  createLocalSlack,
  type LocalSlack,
  type LocalSlackOptions,
} from '../../../demo/slack/local-slack.js';

export interface Rig {
  readonly slack: LocalSlack;
  readonly app: App;
  stop(): Promise<void>;
}

/** Bolt reports every cut connection; here they are cut on purpose. */
const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

function boltOptions(slack: LocalSlack): AppOptions {
  return {
    token: slack.botToken,
    tokenVerificationEnabled: false,
    logger: SILENT,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
  };
}

/** Waits until the claim holds, looking every few milliseconds. */
export async function until(claim: () => boolean, timeoutMs = 15_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!claim()) {
    if (Date.now() > deadline) throw new Error('The awaited state did not come in time.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Starts a workspace and an app on Socket Mode. */
export async function startSocketRig(
  register: (app: App) => void = () => undefined,
  options: LocalSlackOptions = {},
): Promise<Rig> {
  const slack = createLocalSlack(options);
  await slack.start();
  const app = new App({ ...boltOptions(slack), socketMode: true, appToken: slack.appToken });
  register(app);
  await app.start();
  return {
    slack,
    app,
    async stop() {
      await app.stop();
      // Bolt returns before the closing handshake; a server gone too early makes it reconnect.
      await until(() => slack.control.sockets.count() === 0);
      await slack.stop();
    },
  };
}

/** Starts a workspace and an app that receives signed HTTP requests. */
export async function startHttpRig(
  register: (app: App) => void = () => undefined,
  options: LocalSlackOptions = {},
): Promise<Rig> {
  const slack = createLocalSlack(options);
  await slack.start();
  const receiver = new HTTPReceiver({
    signingSecret: 'local-signing-secret',
    logLevel: LogLevel.ERROR,
    logger: SILENT,
  });
  const app = new App({ ...boltOptions(slack), receiver });
  register(app);
  const server = (await app.start({ port: 0, host: '127.0.0.1' })) as import('node:http').Server;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The app listens on no port.');
  slack.control.setRequestUrl(`http://127.0.0.1:${address.port}/slack/events`);
  return {
    slack,
    app,
    async stop() {
      await app.stop();
      await slack.stop();
    },
  };
}

/** A call of the control API. */
export async function ui(slack: LocalSlack, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const init =
    body === undefined
      ? undefined
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`${slack.url}/ui/${path}`, init);
  return (await answer.json()) as Record<string, unknown>;
}
