/** HTTP mode: signed requests that our own server hands over; each is taken once, and only while it is young. */
import { HTTPReceiver } from '@slack/bolt';
import { ConfigError } from '../../shared/errors.js';
import { systemClock } from '../../shared/clock.js';
import { createBoltLogger } from '../bolt-logger.js';
import { REQUEST_PATH } from '../ids.js';
import { isAgeAcceptable } from './request-age.js';
import type { SlackClient } from '../web-client.js';
import { createBolt } from './create-bolt.js';
import { createReplayCache } from './replay-cache.js';
import { SLACK_CONNECTION, type SlackApp, type SlackAppDeps } from './slack-app.js';

/** @throws ConfigError without a signing secret. */
export function listenForRequests(deps: SlackAppDeps, client: SlackClient): SlackApp {
  const { settings, log, clock = systemClock, health } = deps;
  const { signingSecret } = settings;
  if (!signingSecret) {
    throw new ConfigError(
      'SLACK_SIGNING_SECRET is empty. Set it to the signing secret on the app’s “Basic Information” page, or set SLACK_APP_TOKEN to use Socket Mode.',
    );
  }
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [REQUEST_PATH],
    logger: createBoltLogger(log),
    processEventErrorHandler: ({ response }) => {
      // Slack sends an event again after anything but 200.
      if (!response.headersSent) response.writeHead(503).end();
      return Promise.resolve(false);
    },
    unhandledRequestHandler: ({ response }) => {
      if (response.headersSent) return; // answered with an error already
      log.error('slack waited three seconds for an answer; it will ask again, or tell the person');
      response.writeHead(503).end();
    },
  });
  createBolt(deps, client, receiver);
  const replays = createReplayCache(clock);
  return {
    client,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    handleHttp(request, response) {
      if (!isAgeAcceptable(request, clock)) {
        log.warn('slack request refused: its timestamp is more than five minutes away from this clock');
        response.writeHead(401).end();
        return;
      }
      if (replays.isKnown(request)) {
        log.warn('slack request refused: it was taken already, somebody sends it again');
        response.writeHead(401).end();
        return;
      }
      response.on('finish', () => {
        if (response.statusCode !== 200) return;
        replays.remember(request);
        health?.succeeded(SLACK_CONNECTION);
      });
      receiver.requestListener(request, response);
    },
  };
}
