/** `POST /api/<method>`: token, faults, rate limit, the method itself, and a line in the log for every call. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryLog } from '../delivery-log.js';
import type { CallFault as Fault, Faults } from '../faults.js';
import { readArguments, sendJson } from '../http/request.js';
import type { Json } from '../workspace/model.js';
import { apiMethods } from './index.js';
import { type ApiContext, type ApiMethod, createArguments } from './method.js';
import { SlackApiError } from './slack-api-error.js';
import type { RateLimits } from './rate-limits.js';

export interface WebApiDeps {
  readonly context: ApiContext;
  readonly faults: Faults;
  readonly rateLimits: RateLimits;
  readonly log: DeliveryLog;
  readonly botToken: string;
  readonly appToken: string;
}

interface Outcome {
  readonly status: number;
  readonly body: Json;
  readonly headers?: Record<string, string>;
  readonly tookEffect: boolean;
}

const SCOPES = 'chat:write,channels:history,channels:read,channels:join,commands,reactions:write,users:read';

function refusal(error: string, extra: Json = {}): Outcome {
  return { status: 200, body: { ok: false, error, ...extra }, tookEffect: false };
}

function limited(seconds: number): Outcome {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': String(seconds) },
    tookEffect: false,
  };
}

export function createWebApi(deps: WebApiDeps) {
  const methods = new Map<string, ApiMethod>(apiMethods.map((method) => [method.name, method]));

  function checkToken(method: ApiMethod, token: string | undefined): void {
    if (token === undefined) throw new SlackApiError('not_authed');
    if (token !== deps.botToken && token !== deps.appToken) throw new SlackApiError('invalid_auth');
    const isAppToken = token === deps.appToken;
    if (isAppToken !== (method.token === 'app') && method.name !== 'auth.test') {
      throw new SlackApiError('not_allowed_token_type');
    }
  }

  function call(name: string, token: string | undefined, args: Json, faults: readonly Fault[]): Outcome {
    const method = methods.get(name);
    if (method === undefined) return refusal('unknown_method', { req_method: name });
    try {
      checkToken(method, token);
      const forced = faults.find((fault) => fault.kind === 'rate_limited');
      if (forced?.kind === 'rate_limited') return limited(forced.retryAfterSeconds);
      const named = faults.find((fault) => fault.kind === 'api_error');
      if (named?.kind === 'api_error') return refusal(named.error);
      const reader = createArguments(args);
      const waitSeconds = deps.rateLimits.take(name, method.tier, channelOf(args));
      if (waitSeconds > 0) return limited(waitSeconds);
      return { status: 200, body: { ok: true, ...method.run(reader, deps.context) }, tookEffect: true };
    } catch (error) {
      if (error instanceof SlackApiError) return refusal(error.code, error.extra);
      throw error;
    }
  }

  return {
    async handle(name: string, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
      const startedAt = performance.now();
      const { token: tokenArgument, ...args } = await readArguments(request, url);
      const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      const token = bearer ?? (typeof tokenArgument === 'string' ? tokenArgument : undefined);
      const faults = deps.faults.take(name, channelOf(args));
      for (const fault of faults) if (fault.kind === 'delay') await sleep(fault.ms);

      const before = breakage(faults, 'before');
      const outcome: Outcome =
        before === undefined
          ? call(name, token, args, faults)
          : { status: 500, body: { ok: false, error: 'internal_error' }, tookEffect: false };
      const broken = before ?? breakage(faults, 'after');
      const status = broken === undefined ? outcome.status : broken.kind === 'drop_connection' ? 0 : 500;
      deps.log.append({
        kind: 'api',
        method: name,
        channel: asText(outcome.body['channel']) ?? channelOf(args),
        ts: asText(outcome.body['ts']) ?? asText(outcome.body['message_ts']) ?? asText(args['ts']),
        threadTs: asText(args['thread_ts']),
        ok: broken === undefined && outcome.body['ok'] === true,
        error: broken === undefined ? asText(outcome.body['error']) : broken.kind,
        status,
        tookEffect: outcome.tookEffect,
        durationMs: performance.now() - startedAt,
        args,
      });
      if (status === 0) {
        request.socket.destroy();
        return;
      }
      if (broken !== undefined) {
        sendJson(response, 500, { ok: false, error: 'internal_error' });
        return;
      }
      sendJson(response, status, outcome.body, { 'x-oauth-scopes': SCOPES, ...outcome.headers });
    },
  };
}

function breakage(faults: readonly Fault[], effect: 'before' | 'after'): Fault | undefined {
  return faults.find(
    (fault) => (fault.kind === 'server_error' || fault.kind === 'drop_connection') && fault.effect === effect,
  );
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function channelOf(args: Json): string | undefined {
  return asText(args['channel']) ?? asText(args['channel_id']);
}
