/** What a failed call to Slack means for the message: wait, try again, look first, post anew, or wait for a person. */
import { webApi } from '@slack/bolt';
import { errorMessage } from '../../shared/errors.js';
import { wasNeverSent } from '../../shared/never-sent.js';

export type SlackFailure =
  /** Slack did nothing and says when to come back. */
  | {
      readonly kind: 'rate_limited';
      readonly waitMs: number;
      readonly error: string;
      /** The limit is that of posts and edits, so the channel's others would meet it too. */
      readonly isOfChannel?: boolean;
    }
  /** Worth another try. `isCertain` = nothing was posted; `isUnreachable` = Slack itself did not answer. */
  | {
      readonly kind: 'temporary';
      readonly isCertain: boolean;
      readonly isUnreachable?: boolean;
      readonly error: string;
      /** Slack's word for why we could not look whether it is posted. */
      readonly refusedLook?: string;
    }
  /** The message to edit is not there, or not ours. */
  | { readonly kind: 'missing'; readonly error: string }
  /** A picture in these blocks is not ready, or gone. */
  | { readonly kind: 'file_not_ready'; readonly error: string }
  /** Slack refuses these blocks; plain text may still go through. */
  | { readonly kind: 'refused_content'; readonly error: string }
  /** Will not work before somebody helps; `advice` tells the operator what to do. */
  | { readonly kind: 'permanent'; readonly error: string; readonly advice: string };

/** Without a usable Retry-After; Slack's are between one and thirty seconds. */
const DEFAULT_WAIT_MS = 30_000;

/** "invalid slack file", in the details of `invalid_blocks`: it is still being processed, or was deleted. */
const SLACK_FILE = /slack.?file/i;

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
  user_not_found: 'Slack knows no such person. Check the id, and that the person is in this workspace.',
  user_disabled: 'That person has been deactivated in Slack.',
  cannot_dm_bot: 'Bots cannot be written to. Name a person instead.',
  not_enabled: 'The Home tab is switched off. Switch it on under “App Home” in the app’s settings.',
  missing_scope: 'The app lacks a scope. Compare its scopes with the app manifest and reinstall it.',
  no_permission: 'The token may not post there. Compare the scopes of the app with the app manifest.',
  ekm_access_denied: 'An administrator has suspended posting in this workspace.',
};

export function classifyFailure(error: unknown): SlackFailure {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { kind: 'rate_limited', waitMs: error.retryAfter * 1000, error: 'rate limited' };
  }
  if (error instanceof webApi.WebAPIPlatformError) {
    const { error: name, response_metadata: details } = error.data;
    const isAboutFile = (details?.messages ?? []).some((message) => SLACK_FILE.test(message));
    if (REFUSED_CONTENT.has(name) && isAboutFile) return { kind: 'file_not_ready', error: name };
    return classifyAnswer(name);
  }
  if (error instanceof webApi.WebAPIHTTPError) {
    const isServers = error.statusCode >= 500;
    const text = `HTTP ${error.statusCode}`;
    return { kind: 'temporary', isCertain: !isServers, isUnreachable: isServers, error: text };
  }
  if (error instanceof webApi.WebAPIRequestError) {
    const { original } = error;
    const isCertain = wasNeverSent(original);
    return { kind: 'temporary', isCertain, isUnreachable: true, error: errorMessage(original) };
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
