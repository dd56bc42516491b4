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
import { createSlackClient } from './slack/web-client.js';
import { actions } from '../tools/actions/index.js';
import { openDatabase } from './app-database.js';
import { endpointsOf } from './app-settings.js';

export interface Finding {
  readonly name: string;
  /** `off` = not configured, which is allowed. */
  readonly status: 'ok' | 'off' | 'wrong';
  /** What was seen; for `wrong`, what to do. */
  readonly sentence: string;
}

const TIMEOUT_MS = 5_000;
const LIMITS = { maxSeries: 10, maxPointsPerSeries: 100, maxBytes: 1024 * 1024 };

/** Thrown inside a check for something that works but is not right. */
class Wrong extends Error {}

/** Runs all checks side by side; never throws. */
export async function examine(config: Config): Promise<readonly Finding[]> {
  const checks: Record<string, () => Promise<string | null>> = {
    database: () => checkDatabase(config),
    'slack connection': () => checkSlack(config),
    'slack channel': () => checkChannel(config),
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
        return { name, status: 'wrong', sentence: errorMessage(error) };
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
  const socket = createSlackClient({
    botToken: env.SLACK_APP_TOKEN,
    apiUrl: env.SLACK_API_URL,
    log: silentLogger(),
  });
  await socket.apps.connections.open({});
  return `${who.user} in ${who.team}, Socket Mode`;
}

async function checkChannel(config: Config): Promise<string> {
  const client = slackClient(config);
  const wanted = config.env.SLACK_CHANNEL.replace(/^#/, '');
  let cursor: string | undefined;
  do {
    const page = await client.conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 200,
      ...(cursor ? { cursor } : {}),
    });
    const channel = page.channels?.find((one) => one.id === wanted || one.name === wanted);
    if (channel?.is_member) return `#${channel.name}, and the bot is in it`;
    if (channel) throw new Wrong(`Invite the bot: /invite it in #${channel.name}; it cannot post there yet.`);
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  throw new Wrong(
    `There is no channel ${config.env.SLACK_CHANNEL} that the bot can see; create it or set SLACK_CHANNEL.`,
  );
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
