/** Whether the outside systems answer and take our credentials. */
import { connectAlertmanager } from '../app/clients.js';
import { endpointsOf } from '../app/settings.js';
import { createNamedEndpoints } from '../clients/named-endpoints.js';
import { createPagerDuty } from '../clients/pagerduty.js';
import { createPrometheus, type Prometheus } from '../clients/prometheus.js';
import type { Config } from '../config/config.js';
import { errorMessage } from '../shared/errors.js';
import { Wrong } from './finding.js';

/** Nobody waits long for the doctor, and it asks for little. */
const TIMEOUT_MS = 5_000;
const LIMITS = { maxSeries: 10, maxPointsPerSeries: 100, maxBytes: 1024 * 1024 };

export async function checkPrometheus(config: Config): Promise<string | null> {
  const client = connectPrometheus(config);
  if (!client) return null;
  const { version } = await client.ping();
  return version === null ? 'it answers' : `version ${version}`;
}

/** With limits for one who asks for little; null when it is not configured. */
export function connectPrometheus({ env }: Config): Prometheus | null {
  if (!env.PROMETHEUS_URL) return null;
  return createPrometheus({
    url: env.PROMETHEUS_URL,
    token: env.PROMETHEUS_TOKEN,
    timeoutMs: TIMEOUT_MS,
    ...LIMITS,
  });
}

export async function checkAlertmanager(config: Config): Promise<string | null> {
  const client = connectAlertmanager(config, { timeoutMs: TIMEOUT_MS, maxBytes: LIMITS.maxBytes });
  if (!client) return null;
  const { version, receivers } = await client.ping();
  return `version ${version}; alerts of its receiver ${receivers.join(', ')} are looked up`;
}

export async function checkPagerDuty({ env }: Config): Promise<string | null> {
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

export async function checkModel({ env }: Config): Promise<string | null> {
  const key = env.OPENAI_API_KEY;
  if (!key && !env.OPENAI_BASE_URL) return null;
  const base = (env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1').replace(/\/$/, '');
  const answer = await fetch(`${base}/models`, {
    headers: key ? { authorization: `Bearer ${key}` } : {},
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status === 401) throw new Wrong('The model server refuses OPENAI_API_KEY.');
  if (answer.status === 404)
    return `${base} answers but lists no models; ${env.OPENAI_MODEL} is used as it is`;
  if (!answer.ok) throw new Wrong(`The model server answers HTTP ${answer.status}; check OPENAI_BASE_URL.`);
  return `${base}, model ${env.OPENAI_MODEL}`;
}

export async function checkEndpoints(config: Config): Promise<string | null> {
  const endpoints = endpointsOf(config);
  if (endpoints.length === 0) return null;
  const metrics = connectPrometheus(config);
  const http = createNamedEndpoints({ endpoints, timeoutMs: TIMEOUT_MS, metrics });
  const problems: string[] = [];
  for (const { name } of endpoints) {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    // What a check answers now means nothing; that it answers does.
    await Promise.all([http.preview(name, signal), http.check(name, signal)]).catch((error: unknown) => {
      problems.push(`${name}: ${errorMessage(error)}`);
    });
  }
  if (problems.length > 0) throw new Wrong(problems.join(' '));
  return `${endpoints.length} endpoints; those with a preview or a check answer`;
}
