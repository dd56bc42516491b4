/**
 * Whether the state that an endpoint was called for was reached: an address that must answer a value, or a query that must
 * hold. Both only look.
 */
import { z } from 'zod';
import type { MetricsSource } from '../incidents/ports/metrics-source.js';
import { compare, formatComparison, parseComparison } from '../incidents/runbook.js';
import { ConfigError, UpstreamError } from '../shared/errors.js';
import type { Reached } from '../../tools/actions/ports/run.js';
import { matchFully } from './commands/full-match.js';
import { attemptHttp } from './http-attempt.js';
import { describeSilence, quoteAnswer } from './http-change.js';
import { parseJson } from './parse-json.js';
import { readPath } from '../shared/read-path.js';
import { secretsIn, withoutSecrets } from './without-secrets.js';

export type Scalar = string | number | boolean | null;

/** Either `url` with `is` or `matches`, or `query` with `is`. */
export interface EndpointCheckConfig {
  /** Read with GET and the endpoint's headers. */
  readonly url?: string | undefined;
  /** Where the value stands in its JSON, with dots; empty: the whole answer, as text where it is no JSON. */
  readonly path: string;
  /** The value; of a query a comparison, `< 0.02`, which must hold for every series. */
  readonly is?: Scalar | undefined;
  /** A regular expression that the whole value must match. */
  readonly matches?: string | undefined;
  /** PromQL. */
  readonly query?: string | undefined;
}

export interface EndpointCheck {
  /** For people: `https://… to answer "v1.14.2" at release`. */
  readonly wants: string;
  /** Throws UpstreamError when there was no answer. */
  look(signal: AbortSignal): Promise<Reached>;
}

interface Of {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A page of state is shorter; who answers more is asked at the wrong address. */
const MAX_BYTES = 64 * 1024;
const MAX_SHOWN = 200;

/** @throws ConfigError for a check that could never answer. */
export function createEndpointCheck(
  endpoint: Of,
  config: EndpointCheckConfig,
  options: { readonly timeoutMs: number; readonly metrics: Pick<MetricsSource, 'queryInstant'> | null },
): EndpointCheck {
  const { url, query } = config;
  if (query !== undefined) return checkByQuery(endpoint, { query, is: config.is }, options.metrics);
  if (url !== undefined) return checkByAddress(endpoint, { ...config, url }, options.timeoutMs);
  throw new ConfigError(`The check of the endpoint ${endpoint.name} needs a url or a query.`);
}

function checkByQuery(
  { name }: Of,
  { query, is }: { query: string; is: Scalar | undefined },
  metrics: Pick<MetricsSource, 'queryInstant'> | null,
): EndpointCheck {
  const wanted = parseComparison(String(is));
  if (!wanted)
    throw new ConfigError(
      `The check of the endpoint ${name} has a query, so its is must be a comparison such as "< 0.02".`,
    );
  if (!metrics)
    throw new ConfigError(
      `The check of the endpoint ${name} has a query, and there is nothing to ask; set PROMETHEUS_URL.`,
    );
  return {
    wants: `${query} to be ${formatComparison(wanted)}`,
    async look(signal) {
      const { series, isPartial, warnings } = await metrics.queryInstant(query, { signal });
      // What was left out may be what is not there yet.
      if (isPartial || warnings.length > 0)
        return { isReached: false, text: `the answer to ${query} is not complete` };
      const values = series.flatMap((one) => one.values.slice(-1)).filter(Number.isFinite);
      const failing = values.filter((value) => !compare(value, wanted));
      const shown = (failing.length > 0 ? failing : values).map((value) => Number(value.toPrecision(3)));
      const text = `${query} is ${shown.join(', ').slice(0, MAX_SHOWN) || 'unknown'}`;
      const isReached = values.length > 0 && failing.length === 0;
      return { isReached, text: isReached ? text : `${text}, wanted ${formatComparison(wanted)}` };
    },
  };
}

function checkByAddress(
  { name, headers }: Of,
  { url, path, is, matches }: EndpointCheckConfig & { url: string },
  timeoutMs: number,
): EndpointCheck {
  const where = path === '' ? url : `${url} at ${path}`;
  const wanted = matches === undefined ? JSON.stringify(is) : `what matches ${matches}`;
  const failure = (text: string, options: { status?: number; isRetryable: boolean; cause?: unknown }) =>
    new UpstreamError(name, `The check of ${name} ${text}`, options);

  async function read(signal: AbortSignal): Promise<unknown> {
    const outcome = await attemptHttp({
      url: new URL(url),
      method: 'GET',
      headers,
      timeoutMs,
      maxBytes: MAX_BYTES,
      signal,
    });
    if (outcome.kind === 'unreachable')
      throw failure('cannot be reached; look at its url and the network.', {
        isRetryable: true,
        cause: outcome.cause,
      });
    if (outcome.kind !== 'answer')
      throw failure(`${describeSilence(outcome, timeoutMs)}.`, { isRetryable: true });
    const { status, body, isCut } = outcome;
    if (status >= 300 && status < 400)
      throw failure(`answered ${status}, a redirect, which is not followed.`, { status, isRetryable: false });
    if (status < 200 || status >= 300)
      throw failure(`answered ${status}${quoteAnswer(body, headers)}.`, { status, isRetryable: true });
    if (isCut)
      throw failure(
        `broke off, or answered more than ${MAX_BYTES / 1024} KiB; give it an address of its own.`,
        {
          isRetryable: true,
        },
      );
    const json = parseJson(z.unknown(), body);
    return readPath(path === '' && json === undefined ? body.trim() : json, path);
  }

  return {
    wants: `${where} to answer ${wanted}`,
    async look(signal) {
      const value = await read(signal);
      const isReached =
        matches === undefined ? value === is : isText(value) && matchFully(matches, String(value)) === 'yes';
      const shown = value === undefined ? 'nothing' : JSON.stringify(value);
      const text = `${where} answers ${withoutSecrets(shown, secretsIn(headers)).slice(0, MAX_SHOWN)}`;
      return { isReached, text: isReached ? text : `${text}, wanted ${wanted}` };
    },
  };
}

const isText = (value: unknown) => typeof value === 'string' || typeof value === 'number';
