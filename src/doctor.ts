/**
 * `firewatch doctor`: tries every configured connection and says, one line each, what works and how to mend what does not.
 * It reads only; nothing is posted, paged or executed.
 */
import { createNamedEndpoints } from './clients/named-endpoints.js';
import { createPagerDuty } from './clients/pagerduty.js';
import { createPrometheus } from './clients/prometheus.js';
import { loadRunbookLibrary } from './clients/runbook-library.js';
import { loadServiceCatalog } from './clients/service-catalog.js';
import type { Config } from './config/config.js';
import { silentLogger } from './observability/logger.js';
import { errorMessage } from './shared/errors.js';
import { SHORTCUTS } from './slack/ids.js';
import { EVENTS, SCOPES, SOCKET_SCOPE } from './slack/scopes.js';
import { webApiErrorCode } from './slack/web-api-error.js';
import { createSlackClient } from './slack/web-client.js';
import { actions } from '../tools/actions/index.js';
import { openDatabase } from './app/database.js';
import { endpointsOf } from './app/settings.js';

export interface Finding {
  readonly name: string;
  /** `off` = not configured, which is allowed; `look` = only a person can see it, and the sentence says where. */
  readonly status: 'ok' | 'off' | 'wrong' | 'look';
  /** What was seen; for `wrong`, what to do. */
  readonly sentence: string;
}

const TIMEOUT_MS = 5_000;
const LIMITS = { maxSeries: 10, maxPointsPerSeries: 100, maxBytes: 1024 * 1024 };

/** Thrown inside a check for something that works but is not right. */
class Wrong extends Error {}

/** Thrown for what no API tells. */
class Look extends Error {}

const MANIFEST = 'deploy/slack-manifest.yaml';
const WHERE_EVENTS =
  `Slack lets no app read its own subscriptions. Compare “Event Subscriptions” (${Object.keys(EVENTS).join(', ')}) and ` +
  `“Interactivity & Shortcuts” (${Object.values(SHORTCUTS).join(', ')}) with ${MANIFEST}.`;

/** Runs all checks side by side; never throws. */
export async function examine(config: Config): Promise<readonly Finding[]> {
  const checks: Record<string, () => Promise<string | null>> = {
    database: () => checkDatabase(config),
    'slack connection': () => checkSlack(config),
    'slack scopes': () => checkScopes(config),
    'slack events': () => Promise.reject(new Look(WHERE_EVENTS)),
    'slack channels': () => checkChannels(config),
    prometheus: () => checkPrometheus(config),
    pagerduty: () => checkPagerDuty(config),
    model: () => checkModel(config),
    'service catalogue': () => checkCatalog(config),
    runbooks: () => checkRunbooks(config),
    approvers: async () => checkApprovers(config),
    'http endpoints': () => checkEndpoints(config),
  };
  return Promise.all(
    Object.entries(checks).map(async ([name, check]): Promise<Finding> => {
      try {
        const sentence = await check();
        return sentence === null
          ? { name, status: 'off', sentence: 'not configured' }
          : { name, status: 'ok', sentence };
      } catch (error) {
        return { name, status: error instanceof Look ? 'look' : 'wrong', sentence: errorMessage(error) };
      }
    }),
  );
}

async function checkDatabase(config: Config): Promise<string> {
  const { env } = config;
  const database = await openDatabase(config, silentLogger());
  try {
    const [row] = await database.query('SELECT version() AS version');
    return `${String(row?.['version']).split(' on ')[0]}${database.kind === 'pglite' ? `, embedded in ${env.FIREWATCH_DATA_DIR}` : ''}`;
  } finally {
    await database.close();
  }
}

function slackClient({ env }: Config) {
  if (!env.SLACK_BOT_TOKEN)
    throw new Wrong('Set SLACK_BOT_TOKEN (xoxb-…), from “OAuth & Permissions” of the Slack app.');
  return createSlackClient({ botToken: env.SLACK_BOT_TOKEN, apiUrl: env.SLACK_API_URL, log: silentLogger() });
}

async function checkSlack(config: Config): Promise<string> {
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
async function checkScopes(config: Config): Promise<string> {
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

/** The default channel and those that services of the catalogue name. */
async function checkChannels(config: Config): Promise<string> {
  const client = slackClient(config);
  const { list } = await loadServiceCatalog({
    paths: config.file.catalog,
    window: config.file.metrics.window,
    defaultSignals: {},
  });
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

async function checkPrometheus({ env }: Config): Promise<string | null> {
  if (!env.PROMETHEUS_URL) return null;
  const client = createPrometheus({
    url: env.PROMETHEUS_URL,
    token: env.PROMETHEUS_TOKEN,
    timeoutMs: TIMEOUT_MS,
    ...LIMITS,
  });
  const { version } = await client.ping();
  return version === null ? 'it answers' : `version ${version}`;
}

async function checkPagerDuty({ env }: Config): Promise<string | null> {
  if (!env.PAGERDUTY_TOKEN) return null;
  if (!env.PAGERDUTY_FROM_EMAIL)
    throw new Wrong('Set PAGERDUTY_FROM_EMAIL to a PagerDuty user; writes need one.');
  const client = createPagerDuty({
    token: env.PAGERDUTY_TOKEN,
    fromEmail: env.PAGERDUTY_FROM_EMAIL,
    apiUrl: env.PAGERDUTY_API_URL,
    timeoutMs: TIMEOUT_MS,
  });
  await client.ping();
  return 'the token is accepted';
}

async function checkModel({ env }: Config): Promise<string | null> {
  if (!env.OPENAI_API_KEY) return null;
  const base = (env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1').replace(/\/$/, '');
  const answer = await fetch(`${base}/models`, {
    headers: { authorization: `Bearer ${env.OPENAI_API_KEY}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status === 401) throw new Wrong('The model server refuses OPENAI_API_KEY.');
  if (answer.status === 404)
    return `${base} answers but lists no models; ${env.OPENAI_MODEL} is used as it is`;
  if (!answer.ok) throw new Wrong(`The model server answers HTTP ${answer.status}; check OPENAI_BASE_URL.`);
  return `${base}, model ${env.OPENAI_MODEL}`;
}

async function checkCatalog({ file }: Config): Promise<string | null> {
  if (file.catalog.length === 0) return null;
  const { list, problems } = await loadServiceCatalog({
    paths: file.catalog,
    window: file.metrics.window,
    defaultSignals: {},
  });
  if (problems.length > 0) throw new Wrong(problems.join(' '));
  return `${list().length} services`;
}

async function checkRunbooks({ file }: Config): Promise<string> {
  const { list, problems } = await loadRunbookLibrary({ paths: file.runbooks });
  const known = new Set(actions.map((action) => action.name));
  const unknown = list().flatMap((runbook) =>
    runbook.actions
      .filter((step) => !known.has(step.action))
      .map((step) => `${runbook.path} names the action ${step.action}, which does not exist.`),
  );
  if (problems.length + unknown.length > 0) throw new Wrong([...problems, ...unknown].join(' '));
  return `${list().length} runbooks`;
}

function checkApprovers({ file }: Config): string {
  const { approvers } = file.approvals;
  if (approvers.length > 0) return `${approvers.length} people may approve`;
  throw new Wrong('Nobody may approve a fix; name people under approvals.approvers in firewatch.yaml.');
}

async function checkEndpoints(config: Config): Promise<string | null> {
  const endpoints = endpointsOf(config);
  if (endpoints.length === 0) return null;
  const http = createNamedEndpoints({ endpoints, timeoutMs: TIMEOUT_MS });
  const problems: string[] = [];
  for (const { name } of endpoints) {
    await http.preview(name, AbortSignal.timeout(TIMEOUT_MS)).catch((error: unknown) => {
      problems.push(`${name}: ${errorMessage(error)}`);
    });
  }
  if (problems.length > 0) throw new Wrong(problems.join(' '));
  return `${endpoints.length} endpoints; those with a preview answer`;
}
