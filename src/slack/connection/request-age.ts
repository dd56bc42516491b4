/**
 * Refuses requests whose timestamp lies more than five minutes in the past or in the future. Bolt checks the signature
 * and the past only; a captured request with a future timestamp could otherwise be replayed for as long as it likes.
 */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../shared/clock.js';

const MAX_SKEW_SECONDS = 300; // Slack's own recommendation (docs.slack.dev, "Verifying requests from Slack")

/** True for requests without the header too: Bolt refuses those itself, except Slack's unsigned `ssl_check`. */
export function isAgeAcceptable(request: IncomingMessage, clock: Clock): boolean {
  const header = request.headers['x-slack-request-timestamp'];
  if (header === undefined) return true;
  return Math.abs(clock.now().getTime() / 1000 - Number(header)) <= MAX_SKEW_SECONDS;
}
