/** Translates the configuration, as operators write it, into what each part wants. */
import type { InvestigationLimits, ModelSettings } from '../agent/investigate.js';
import { LISTED_PRICES, type Price } from '../agent/spending/prices.js';
import type { SpendingSettings } from '../agent/spending/spending.js';
import type { ArgumentRule, NamedCommandConfig } from '../clients/commands/settings.js';
import type { NamedEndpointConfig } from '../clients/named-endpoints.js';
import type { Config } from '../config/config.js';
import { ConfigError } from '../shared/errors.js';
import type { WorkflowSettings } from '../workflows/settings.js';

/** After the first try of a request: hiccups are gone by then, and people wait. */
const MODEL_RETRIES = 2;
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** @throws ConfigError naming everything that must be set before the bot can start. */
export function requireTokens({ env }: Config): void {
  const missing: string[] = [];
  if (!env.SLACK_BOT_TOKEN) missing.push('SLACK_BOT_TOKEN');
  if (!env.SLACK_APP_TOKEN && !env.SLACK_SIGNING_SECRET)
    missing.push('SLACK_APP_TOKEN or SLACK_SIGNING_SECRET');
  if (!LOOPBACK.has(env.HOST)) {
    if (!env.ALERTMANAGER_TOKEN)
      missing.push('ALERTMANAGER_TOKEN (anybody who reaches HOST could open incidents)');
    if (!env.CHANGES_TOKEN) missing.push('CHANGES_TOKEN (anybody who reaches HOST could report changes)');
  }
  if (env.PAGERDUTY_TOKEN && !env.PAGERDUTY_FROM_EMAIL) missing.push('PAGERDUTY_FROM_EMAIL');
  if (missing.length > 0) {
    throw new ConfigError(
      `Set ${missing.join(', ')}. The README says where each comes from; \`npm run demo\` needs none of them.`,
    );
  }
}

/** A rule's window must pass, and its evaluation and the sender's grouping come on top. */
const SETTLE_WINDOWS = 2;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `2m` → 120; the schema allows nothing else. */
function secondsOf(duration: string): number {
  return Number(duration.slice(0, -1)) * (UNIT_SECONDS[duration.slice(-1)] ?? 60);
}

export function workflowSettings({ env, file }: Config): WorkflowSettings {
  const { metrics, incidents, approvals } = file;
  return {
    defaultChannel: channelName(env.SLACK_CHANNEL),
    grouping: {
      withinSeconds: incidents.groupWithin,
      spanSeconds: incidents.groupSpan,
      sameServiceSeconds: incidents.sameServiceWithin,
      maxDistance: incidents.groupDistance,
      maxAlerts: incidents.maxAlerts,
    },
    holds: holdsOf(file),
    storm: { above: incidents.stormAbove },
    reopenWithinSeconds: incidents.reopenWithin,
    sameCauseWithinSeconds: incidents.sameCauseWithin,
    window: metrics.window,
    settleSeconds: SETTLE_WINDOWS * secondsOf(metrics.window),
    baselineSeconds: metrics.baseline,
    stepSeconds: metrics.step,
    queryTimeoutMs: metrics.queryTimeout * 1000,
    evidenceTimeoutMs: metrics.evidenceTimeout * 1000,
    changesSeconds: incidents.changesWithin,
    areActionsStopped: env.FIREWATCH_ACTIONS === 'off',
    verifyEverySeconds: approvals.verifyEvery,
    tellElsewhereAfterSeconds: file.slack.tellElsewhereAfter,
    isPagingHeard: env.PAGERDUTY_WEBHOOK_SECRET !== undefined,
    postmortemFrom: incidents.postmortemFrom === 'never' ? null : incidents.postmortemFrom,
    updateCadence: {
      sev1: incidents.updateEvery.sev1 || null,
      sev2: incidents.updateEvery.sev2 || null,
      sev3: incidents.updateEvery.sev3 || null,
      sev4: incidents.updateEvery.sev4 || null,
    },
    digest: digestOf(file),
  };
}

/** In the order of ISO 8601. */
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function digestOf({ digest }: Config['file']): WorkflowSettings['digest'] {
  if (digest.day === 'never') return null;
  const [hours = 0, minutes = 0] = digest.at.split(':').map(Number);
  return {
    day: WEEKDAYS.indexOf(digest.day) + 1,
    minutes: hours * 60 + minutes,
    timeZone: digest.timeZone,
  };
}

function holdsOf({ incidents, maintenance }: Config['file']): WorkflowSettings['holds'] {
  return {
    openAfter: incidents.openAfter.map(({ source, within, ...rule }) => ({
      ...rule,
      source: source ?? null,
      withinSeconds: within,
    })),
    maintenance: maintenance.map(({ service, from, until, reason }) => ({
      service,
      startsAt: from,
      endsAt: until,
      reason,
      declaredBy: { kind: 'system', id: 'firewatch.yaml' },
    })),
  };
}

/** The models in the order to ask them; null when none is configured. */
export function modelsOf({
  env,
  file,
  fallbackModels,
}: Config): readonly [ModelSettings, ...ModelSettings[]] | null {
  if (!env.OPENAI_API_KEY && !env.OPENAI_BASE_URL) return null;
  const { requestTimeout, streaming } = file.agent;
  const usual = { timeoutMs: requestTimeout * 1000, maxRetries: MODEL_RETRIES, isStreaming: streaming };
  const first: ModelSettings = {
    ...usual,
    model: env.OPENAI_MODEL,
    apiKey: env.OPENAI_API_KEY ?? null,
    baseUrl: env.OPENAI_BASE_URL ?? null,
  };
  const others = fallbackModels.map((each): ModelSettings => ({
    ...usual,
    model: each.model,
    // A key is sent to no other server than the one it was given for.
    apiKey: each.apiKey ?? (each.baseUrl === undefined ? first.apiKey : null),
    baseUrl: each.baseUrl ?? first.baseUrl,
  }));
  return [first, ...others];
}

/** The allow-list as the client wants it. */
export function endpointsOf({ file }: Config): readonly NamedEndpointConfig[] {
  return file.actions.httpEndpoints.map(({ idempotent, reversible, undo, tokenEnv: _, ...endpoint }) => ({
    ...endpoint,
    undo: undo ?? null,
    isIdempotent: idempotent,
    isReversible: reversible,
  }));
}

/** The command templates as the client wants them. */
export function commandsOf({ commands }: Pick<Config, 'commands'>): readonly NamedCommandConfig[] {
  return commands.map(
    ({ arguments: rules, idempotent, reversible, timeout, maxOutput, undo, passEnv: _, ...command }) => ({
      ...command,
      rules: Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, ruleOf(rule)])),
      undo: undo ?? null,
      timeoutMs: timeout * 1000,
      maxOutputBytes: maxOutput,
      isIdempotent: idempotent,
      isReversible: reversible,
    }),
  );
}

function ruleOf({
  pattern,
  values,
  maxLength,
}: Config['commands'][number]['arguments'][string]): ArgumentRule {
  return pattern === undefined ? { values: values ?? [] } : { pattern, maxLength };
}

/** Templates that the file does not set fall back to the client's own. */
export function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

export function spendingOf({ file }: Config): SpendingSettings {
  const { prices, defaultPrice, budgets } = file.agent;
  const priced = Object.entries(prices).map(([model, price]) => [model, withCached(price)] as const);
  return {
    prices: {
      byModel: { ...LISTED_PRICES, ...Object.fromEntries(priced) },
      others: defaultPrice === undefined ? null : withCached(defaultPrice),
    },
    budgets,
  };
}

/** Without a price of its own, what came from the cache costs what the rest does. */
function withCached(price: { input: number; cachedInput?: number | undefined; output: number }): Price {
  return { ...price, cachedInput: price.cachedInput ?? price.input };
}

export function limitsOf({ file }: Config): InvestigationLimits {
  const { modelCalls, toolCalls, timeLimit, inputTokens, outputTokens } = file.agent;
  return { modelCalls, toolCalls, seconds: timeLimit, inputTokens, outputTokens };
}

/** An id as it is, a name with its `#`: many .env readers take an unquoted `#` for a comment, so people may leave it out. */
function channelName(channel: string): string {
  return channel.startsWith('#') || /^[CDG][A-Z0-9]{6,}$/.test(channel) ? channel : `#${channel}`;
}
