/** Bolt on a receiver, with everything that listens. */
import { App, type Receiver } from '@slack/bolt';
import { createBoltLogger } from '../bolt-logger.js';
import { storeEventsFirst } from '../listeners/events/store-events-first.js';
import { registerListeners } from '../listeners/index.js';
import { createResponder } from '../respond.js';
import { createTell } from '../tell.js';
import { clientBase, type SlackClient } from '../web-client.js';
import type { SlackAppDeps } from './slack-app.js';

const DEFAULT_EMOJI = 'pushpin';

/** Events are stored before it acknowledges them. */
export function createBolt(
  { settings, useCases, log }: SlackAppDeps,
  client: SlackClient,
  receiver: Receiver,
): App {
  const bolt = new App({
    // Answering who we are from memory keeps auth.test, and thereby Slack's health, out of the way to the ack.
    authorize: () => Promise.resolve({ botToken: settings.botToken }),
    tokenVerificationEnabled: false,
    logger: createBoltLogger(log),
    clientOptions: clientBase(settings.apiUrl),
    receiver: storeEventsFirst(receiver, {
      useCases,
      log,
      settings: { timelineEmoji: settings.timelineEmoji ?? DEFAULT_EMOJI },
    }),
  });
  const respond = createResponder({ apiUrl: settings.apiUrl, log });
  registerListeners(bolt, { useCases, log, client, tell: createTell({ respond, client, log }) });
  bolt.error((error) => {
    log.error({ err: error }, 'slack listener failed');
    return Promise.resolve();
  });
  return bolt;
}
