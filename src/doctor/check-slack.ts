/** Whether Slack lets the bot in, with all it needs, and into the channels where it posts. */
import { readCatalog } from '../app/read-catalog.js';
import type { Config } from '../config/config.js';
import { silentLogger } from '../observability/logger.js';
import { SHORTCUTS } from '../slack/ids.js';
import { EVENTS, SCOPES, SOCKET_SCOPE } from '../slack/scopes.js';
import { webApiErrorCode } from '../slack/web-api-error.js';
import { createSlackClient } from '../slack/web-client.js';
import { Look, Wrong } from './finding.js';

const MANIFEST = 'deploy/slack-manifest.yaml';
const WHERE_EVENTS =
  `Slack lets no app read its own subscriptions. Compare “Event Subscriptions” (${Object.keys(EVENTS).join(', ')}) and ` +
  `“Interactivity & Shortcuts” (${Object.values(SHORTCUTS).join(', ')}) with ${MANIFEST}.`;

function slackClient({ env }: Config) {
  if (!env.SLACK_BOT_TOKEN)
    throw new Wrong('Set SLACK_BOT_TOKEN (xoxb-…), from “OAuth & Permissions” of the Slack app.');
  return createSlackClient({ botToken: env.SLACK_BOT_TOKEN, apiUrl: env.SLACK_API_URL, log: silentLogger() });
}

export async function checkSlack(config: Config): Promise<string> {
  const { env } = config;
  const who = await slackClient(config).auth.test();
  if (!env.SLACK_APP_TOKEN && !env.SLACK_SIGNING_SECRET) {
    throw new Wrong('Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode).');
  }
  if (!env.SLACK_APP_TOKEN)
    return `${who.user} in ${who.team}, HTTP mode: Slack must reach POST /slack/events`;
  await openSocket(config, env.SLACK_APP_TOKEN);
  return `${who.user} in ${who.team}, Socket Mode`;
}

/** Asking for an address opens no connection. */
async function openSocket({ env }: Config, appToken: string): Promise<void> {
  const client = createSlackClient({ botToken: appToken, apiUrl: env.SLACK_API_URL, log: silentLogger() });
  try {
    await client.apps.connections.open({});
  } catch (error) {
    const code = webApiErrorCode(error);
    if (code === undefined) throw error;
    throw new Wrong(
      `Slack refuses SLACK_APP_TOKEN (${code}). It must be an app-level token (xapp-…) with the scope ${SOCKET_SCOPE}, from “Basic Information” of an app with Socket Mode switched on.`,
    );
  }
}

/** Slack tells with every answer what the token may do. */
export async function checkScopes(config: Config): Promise<string> {
  const { response_metadata: metadata } = await slackClient(config).auth.test();
  const given = metadata?.scopes;
  if (!given) throw new Look(`Slack did not say which scopes the bot has; compare them with ${MANIFEST}.`);
  const missing = Object.entries(SCOPES).filter(([scope]) => !given.includes(scope));
  if (missing.length > 0) {
    const named = missing.map(([scope, why]) => `${scope} (${why})`).join(', ');
    throw new Wrong(
      `The bot lacks ${named}. Put ${MANIFEST} into “App Manifest” of the Slack app, then reinstall it to the workspace.`,
    );
  }
  const extra = given.filter((scope) => !(scope in SCOPES));
  return extra.length === 0
    ? `all ${given.length}, and no other`
    : `all it needs; ${extra.join(', ')} could be taken away`;
}

/** Nothing to try: only a person can look. */
export function checkEvents(): Promise<never> {
  return Promise.reject(new Look(WHERE_EVENTS));
}

/** The default channel and those that services of the catalogue name. */
export async function checkChannels(config: Config): Promise<string> {
  const client = slackClient(config);
  const { list } = await readCatalog(config);
  const wanted = new Set(
    [config.env.SLACK_CHANNEL, ...list().flatMap(({ channel }) => channel ?? [])].map((channel) =>
      channel.replace(/^#/, ''),
    ),
  );
  const found = new Map<string, { name: string; isIn: boolean }>();
  let cursor: string | undefined;
  do {
    const page = await client.conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 200,
      ...(cursor ? { cursor } : {}),
    });
    for (const { id = '', name = '', is_member: isIn = false } of page.channels ?? []) {
      for (const one of [id, name]) if (wanted.has(one)) found.set(one, { name, isIn });
    }
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  const problems = [...wanted].flatMap((channel) => {
    const known = found.get(channel);
    if (!known)
      return `There is no channel ${channel} that the bot can see; create it, or change SLACK_CHANNEL or the catalogue.`;
    return known.isIn ? [] : `Invite the bot: /invite it in #${known.name}; it cannot post there yet.`;
  });
  if (problems.length > 0) throw new Wrong(problems.join(' '));
  return `the bot is in ${[...found.values()].map(({ name }) => `#${name}`).join(', ')}`;
}
