/** GitHub's REST API through its own library, which neither retries, nor follows a redirect, nor reads without end here. */
import type { z } from 'zod';
import { FirewatchError, UncertainOutcomeError, UpstreamError } from '../../../shared/errors.js';
import { callService } from '../call-service.js';

export interface GitHubRestSettings {
  /** `https://api.github.com`, or `https://HOST/api/v3`. */
  readonly apiUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For one call, answer included. */
  readonly timeoutMs: number;
}

export interface GitHubRest {
  /**
   * `GET /repos/{owner}/{repo}/deployments` with what stands in the braces and what is sent beside it.
   * @throws UpstreamError; UncertainOutcomeError when a change was sent and nobody knows.
   */
  call<T extends z.ZodType>(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    schema: T,
    signal: AbortSignal,
  ): Promise<z.output<T>>;
}

/** Of these GitHub tells the reason in its answer. */
const EXPLAINED = [400, 401, 403, 404, 409, 410, 422, 429];
const API_VERSION = '2022-11-28';
const MAX_QUOTE_LENGTH = 300;

export function createGitHubRest({ apiUrl, headers, timeoutMs }: GitHubRestSettings): GitHubRest {
  const baseUrl = apiUrl.replace(/\/+$/, '');
  const label = `GitHub at ${new URL(baseUrl).host}`;

  async function answer(url: string, init: RequestInit): Promise<Response> {
    const answered = await callService({
      label,
      service: 'github',
      check: 'actions.github.apiUrl',
      url: new URL(url),
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(typeof init.body === 'string' ? { body: init.body } : {}),
      timeoutMs,
      signal: init.signal ?? AbortSignal.timeout(timeoutMs),
      accept: EXPLAINED,
    });
    // The body is decoded by now; what says how it was packed is not true any more.
    const kept = new Headers(answered.headers);
    for (const name of ['content-encoding', 'content-length']) kept.delete(name);
    const isEmpty = answered.status === 204 || answered.status === 205;
    return new Response(isEmpty ? null : answered.body, { status: answered.status, headers: kept });
  }

  return {
    async call(route, parameters, schema, signal) {
      const { request } = await import('@octokit/request');
      const data: unknown = await request(route, {
        ...parameters,
        baseUrl,
        headers: { ...headers, 'x-github-api-version': API_VERSION, 'user-agent': 'firewatch' },
        request: { fetch: answer, signal },
      }).then(
        (response) => response.data as unknown,
        (error: unknown) => {
          throw explain(label, route, error);
        },
      );
      const parsed = schema.safeParse(data);
      if (parsed.success) return parsed.data;
      const message = `${label} answered ${route} in a form we do not know.`;
      throw route.startsWith('GET ')
        ? new UpstreamError('github', message, { isRetryable: false })
        : new UncertainOutcomeError('github', `${message} It may have acted: look there first.`);
    },
  };
}

/** The library's own error holds the request; it goes no further. */
function explain(label: string, route: string, error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error.cause instanceof FirewatchError) return error.cause;
  if (!('status' in error) || typeof error.status !== 'number') return error;
  const { status, message } = error;
  const said = message.slice(0, MAX_QUOTE_LENGTH);
  const headers = headersOf(error);
  if (status === 429 || headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined) {
    const reset = Number(headers['x-ratelimit-reset']);
    const until = Number.isFinite(reset) ? ` until ${new Date(reset * 1000).toISOString()}` : '';
    const text = `${label} takes no more requests of this token${until} (${status}); nothing was done.`;
    return new UpstreamError('github', text, { status, isRetryable: true });
  }
  const hint =
    status === 401 || status === 403 || status === 404
      ? ' Check the token of actions.github, what it may do, and the names of repository and workflow.'
      : '';
  const text = `${label} refused ${route} (${status}): ${said}.${hint}`;
  return new UpstreamError('github', text, { status, isRetryable: false });
}

function headersOf(error: Error): Readonly<Record<string, unknown>> {
  const response = 'response' in error ? error.response : undefined;
  if (typeof response !== 'object' || response === null || !('headers' in response)) return {};
  return typeof response.headers === 'object' && response.headers !== null ? { ...response.headers } : {};
}

/** Of `owner/name`, as routes want it. */
export function ownerAndRepo(repository: string): { owner: string; repo: string } {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}
