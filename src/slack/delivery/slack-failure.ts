/** What a failed call to Slack means for the message: wait, try again, look first, post anew, or wait for a person. */
import { webApi } from '@slack/bolt';
import { errorMessage } from '../../shared/errors.js';
import { wasNeverSent } from '../../shared/never-sent.js';

export type SlackFailure =
  /** Slack did nothing and says when to come back. */
  | { readonly kind: 'rate_limited'; readonly waitMs: number; readonly error: string }
  /** Worth another try. `isCertain` = nothing was posted. */
  | { readonly kind: 'temporary'; readonly isCertain: boolean; readonly error: string }
  /** The message to edit is not there, or not ours. */
  | { readonly kind: 'missing'; readonly error: string }
  /** Slack refuses these blocks; plain text may still go through. */
  | { readonly kind: 'refused_content'; readonly error: string }
  /** Will not work before somebody helps; `advice` tells the operator what to do. */
  | { readonly kind: 'permanent'; readonly error: string; readonly advice: string };

/** Without a usable Retry-After; Slack's are between one and thirty seconds. */
const DEFAULT_WAIT_MS = 30_000;

const MISSING = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'thread_not_found',
]);
const REFUSED_CONTENT = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
]);
/** Slack's own words for a call that may have been carried out in part. */
const UNCERTAIN = new Set(['fatal_error', 'internal_error', 'request_timeout']);

const INVITE = 'Invite the bot: write `/invite @firewatch` in that channel.';
/** Everything waits until somebody mends the token; nothing is given up for it. */
const REFUSED_TOKEN = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
]);
const TOKEN = 'check SLACK_BOT_TOKEN (xoxb-…) and that the app is still installed in the workspace';
const ADVICE: Readonly<Record<string, string>> = {
  channel_not_found: `Slack knows no such channel, or it is private and the bot is not in it. ${INVITE}`,
  not_in_channel: INVITE,
  is_archived: 'The channel is archived. Unarchive it or configure another one.',
  restricted_action: 'A workspace setting forbids posting there. Ask a workspace admin to allow the app.',
  restricted_action_read_only_channel:
    'The channel is read-only. Ask a workspace admin to allow the app to post.',
  restricted_action_thread_only_channel: 'The channel allows threads only. Configure another channel.',
  missing_scope: 'The app lacks a scope. Compare its scopes with the app manifest and reinstall it.',
  no_permission: 'The token may not post there. Compare the scopes of the app with the app manifest.',
  ekm_access_denied: 'An administrator has suspended posting in this workspace.',
};

export function classifyFailure(error: unknown): SlackFailure {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { kind: 'rate_limited', waitMs: error.retryAfter * 1000, error: 'rate limited' };
  }
  if (error instanceof webApi.WebAPIPlatformError) return classifyAnswer(error.data.error);
  if (error instanceof webApi.WebAPIHTTPError) {
    return { kind: 'temporary', isCertain: error.statusCode < 500, error: `HTTP ${error.statusCode}` };
  }
  if (error instanceof webApi.WebAPIRequestError) {
    const { original } = error;
    return { kind: 'temporary', isCertain: wasNeverSent(original), error: errorMessage(original) };
  }
  // What is left is a 429 whose Retry-After made no sense and an answer that is not JSON: wait, then look.
  return { kind: 'temporary', isCertain: false, error: errorMessage(error) };
}

function classifyAnswer(error: string): SlackFailure {
  if (error === 'ratelimited' || error === 'rate_limited')
    return { kind: 'rate_limited', waitMs: DEFAULT_WAIT_MS, error };
  if (MISSING.has(error)) return { kind: 'missing', error };
  if (REFUSED_CONTENT.has(error)) return { kind: 'refused_content', error };
  if (REFUSED_TOKEN.has(error)) return { kind: 'temporary', isCertain: true, error: `${error}: ${TOKEN}` };
  const advice = ADVICE[error];
  if (advice !== undefined) return { kind: 'permanent', error, advice };
  return { kind: 'temporary', isCertain: !UNCERTAIN.has(error), error };
}
