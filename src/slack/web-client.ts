/** The client all writing goes through. It never waits or repeats by itself: the delivery engine decides about both. */
import { webApi } from '@slack/bolt';
import type { Logger } from '../observability/logger.js';
import { createBoltLogger } from './bolt-logger.js';

export type SlackClient = webApi.WebClient;

/** A call takes at most this long; an unreachable Slack would otherwise hold a channel's queue for minutes. */
const TIMEOUT_MS = 10_000;

export function createSlackClient(options: {
  botToken: string;
  apiUrl?: string | undefined;
  log: Logger;
}): SlackClient {
  return new webApi.WebClient(options.botToken, {
    ...clientBase(options.apiUrl),
    logger: createBoltLogger(options.log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

/** Settings that Bolt's own client shares. */
export function clientBase(apiUrl: string | undefined) {
  return {
    timeout: TIMEOUT_MS,
    allowAbsoluteUrls: false,
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
  };
}
