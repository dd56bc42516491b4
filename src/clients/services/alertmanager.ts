/** Alertmanager's HTTP API, version 2, as far as silences need it. */
import { z } from 'zod';
import { UncertainOutcomeError, UpstreamError } from '../../shared/errors.js';
import type { ActionAlertmanager, Matcher } from '../../../tools/actions/ports/alertmanager.js';
import { parseJson } from '../parse-json.js';
import { callService } from './call-service.js';

export interface AlertmanagerSettings {
  /** May hold a path, as `--web.route-prefix` gives it one. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceLabel: string;
  readonly maxAlerts: number;
  /** For one call, answer included. */
  readonly timeoutMs: number;
}

const Alerts = z.array(z.object({ fingerprint: z.string(), labels: z.record(z.string(), z.string()) }));

const Silences = z.array(
  z.object({
    id: z.string(),
    status: z.object({ state: z.enum(['active', 'pending', 'expired']) }),
    endsAt: z.coerce.date(),
    createdBy: z.string(),
    comment: z.string(),
    matchers: z.array(
      z.object({
        name: z.string(),
        value: z.string(),
        isRegex: z.boolean(),
        // Left out by versions before 0.22, which knew no other.
        isEqual: z.boolean().default(true),
      }),
    ),
  }),
);

const Created = z.object({ silenceID: z.string() });

export function createAlertmanager(settings: AlertmanagerSettings): ActionAlertmanager {
  const base = settings.url.replace(/\/+$/, '');
  const label = `Alertmanager at ${new URL(base).host}`;

  async function call(
    request: { method: string; path: string; matchers?: readonly Matcher[]; body?: object },
    signal: AbortSignal,
  ): Promise<string> {
    const url = new URL(settings.url);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v2${request.path}`;
    for (const { name, value } of request.matchers ?? [])
      url.searchParams.append('filter', `${name}=${JSON.stringify(value)}`);
    const { body } = await callService({
      label,
      service: 'alertmanager',
      check: 'actions.alertmanager.url',
      url,
      method: request.method,
      headers: { ...settings.headers, ...(request.body ? { 'content-type': 'application/json' } : {}) },
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
      timeoutMs: settings.timeoutMs,
      signal,
    });
    return body;
  }

  async function list<T extends z.ZodType>(
    schema: T,
    request: { path: string; matchers: readonly Matcher[] },
    signal: AbortSignal,
  ): Promise<z.output<T>> {
    const rows = parseJson(schema, await call({ method: 'GET', ...request }, signal));
    if (rows !== undefined) return rows;
    const message = `${label} answered in a form we do not know; check actions.alertmanager.url.`;
    throw new UpstreamError('alertmanager', message, { isRetryable: false });
  }

  return {
    url: base,
    serviceLabel: settings.serviceLabel,
    maxAlerts: settings.maxAlerts,

    alerts: (matchers, signal) => list(Alerts, { path: '/alerts', matchers }, signal),

    async silences(matchers, signal) {
      const found = await list(Silences, { path: '/silences', matchers }, signal);
      // The filter also finds silences with further matchers, which hide less.
      return found.filter(
        (silence) =>
          silence.status.state === 'active' &&
          silence.matchers.length === matchers.length &&
          matchers.every((wanted) =>
            silence.matchers.some(
              ({ name, value, isRegex, isEqual }) =>
                name === wanted.name && value === wanted.value && !isRegex && isEqual,
            ),
          ),
      );
    },

    async silence({ matchers, seconds, createdBy, comment }, signal) {
      const now = Date.now();
      const body = {
        matchers: matchers.map((matcher) => ({ ...matcher, isRegex: false, isEqual: true })),
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + seconds * 1000).toISOString(),
        createdBy,
        comment,
      };
      const created = parseJson(Created, await call({ method: 'POST', path: '/silences', body }, signal));
      if (created) return created.silenceID;
      const message = `${label} took the silence and did not say which it is; look there.`;
      throw new UncertainOutcomeError('alertmanager', message);
    },

    async expire(id, signal) {
      await call({ method: 'DELETE', path: `/silence/${encodeURIComponent(id)}` }, signal);
    },
  };
}
