/**
 * The connection to Slack, in Socket Mode or behind our own HTTP server. It only receives: every command and click is
 * stored and acknowledged, nothing else. Writing is the delivery engine's work.
 */
import { connectBySocket } from './connection/by-socket.js';
import { listenForRequests } from './connection/by-http.js';
import type { SlackApp, SlackAppDeps } from './connection/slack-app.js';
import { createSlackClient } from './web-client.js';

export { SLACK_CONNECTION } from './connection/slack-app.js';
export type { SlackApp, SlackAppDeps, SlackSettings } from './connection/slack-app.js';

/** @throws ConfigError when neither a socket nor signed requests are configured. */
export function createSlackApp(deps: SlackAppDeps): SlackApp {
  const { settings, log } = deps;
  const client = createSlackClient({ botToken: settings.botToken, apiUrl: settings.apiUrl, log });
  return settings.appToken
    ? connectBySocket(deps, client, settings.appToken)
    : listenForRequests(deps, client);
}
