/** `POST /api/<method>`: token, scope, faults, rate limit, the method itself, and a line in the log for every call. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeliveryLog } from '../delivery-log.js';
import type { CallFault, Faults } from '../faults.js';
import { readArguments } from '../http/request.js';
import type { Json } from '../workspace/model.js';
import { apiMethods } from './index.js';
import { type ApiContext, type ApiMethod, createArguments } from './method.js';
import type { RateLimits } from './rate-limits.js';
import { checkScope } from './scopes.js';
import { SlackApiError } from './slack-api-error.js';
import { answer, attempt, forcedAnswer, limited, type Outcome, refusal } from './under-faults.js';

export interface WebApiDeps {
  readonly context: ApiContext;
  readonly faults: Faults;
  readonly rateLimits: RateLimits;
  readonly log: DeliveryLog;
  readonly botToken: string;
  readonly appToken: string;
}

export function createWebApi(deps: WebApiDeps) {
  const methods = new Map<string, ApiMethod>(apiMethods.map((method) => [method.name, method]));
  const { context } = deps;

  function checkToken(method: ApiMethod, token: string | undefined): void {
    if (token === undefined) throw new SlackApiError('not_authed');
    if (token !== deps.botToken && token !== deps.appToken) throw new SlackApiError('invalid_auth');
    const isAppToken = token === deps.appToken;
    if (isAppToken !== (method.token === 'app') && method.name !== 'auth.test') {
      throw new SlackApiError('not_allowed_token_type');
    }
  }

  function call(name: string, token: string | undefined, args: Json, faults: readonly CallFault[]): Outcome {
    const method = methods.get(name);
    if (method === undefined) return refusal('unknown_method', { req_method: name });
    checkToken(method, token);
    const forced = forcedAnswer(faults);
    if (forced !== undefined) return forced;
    const reader = createArguments(args);
    const waitSeconds = deps.rateLimits.take(name, method.tier, channelOf(args));
    if (waitSeconds > 0) return limited(waitSeconds);
    const need = typeof method.scope === 'function' ? method.scope(reader, context) : method.scope;
    checkScope(need, context.scopes);
    return { status: 200, body: { ok: true, ...method.run(reader, context) }, tookEffect: true };
  }

  return {
    async handle(name: string, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
      const startedAt = performance.now();
      const { token: tokenArgument, ...args } = await readArguments(request, url);
      const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      const token = bearer ?? (typeof tokenArgument === 'string' ? tokenArgument : undefined);
      const faults = deps.faults.take(name, channelOf(args));
      const result = await attempt(faults, () => call(name, token, args, faults));
      const { outcome, broken, status } = result;
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
      answer(result, request, response, { 'x-oauth-scopes': context.scopes.join(',') });
    },
  };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function channelOf(args: Json): string | undefined {
  return asText(args['channel']) ?? asText(args['channel_id']);
}
