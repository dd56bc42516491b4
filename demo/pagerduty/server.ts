/** The one port of the local PagerDuty: both APIs and the page, behind the faults. Remembers what it was asked. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOn, stopServer } from '../shop/http-server.js';
import type { Account } from './account/account.js';
import type { Incidents } from './account/incidents.js';
import { Refusal } from './account/refusal.js';
import type { CallFault, Faults } from './faults.js';
import type { createEventsApi } from './events/events-api.js';
import { actOnPage } from './page/page-actions.js';
import { renderPage } from './page/page.js';
import { isObject, type RestAnswer } from './rest/request.js';
import type { createRestApi } from './rest/rest-api.js';

export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answer = RestAnswer & { readonly headers?: Record<string, string> };

export function createPagerDutyServer(deps: {
  readonly account: Account;
  readonly incidents: Incidents;
  readonly faults: Faults;
  readonly rest: ReturnType<typeof createRestApi>;
  readonly events: ReturnType<typeof createEventsApi>;
}) {
  const { account, incidents, faults } = deps;
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, { status: 500, body: { error: { message: String(error), code: 2000 } } });
    });
  });

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const url = new URL(incoming.url ?? '/', 'http://pagerduty');
    const { method = 'GET', headers } = incoming;
    const body = Buffer.concat(chunks).toString('utf8');
    const request = { method, path: url.pathname, query: url.searchParams, headers, body };
    if (servePage(request, response)) return;
    asked.push(request);
    const fault = faults.take(method, request.path);
    if (fault?.kind === 'slow') await sleep(fault.ms);
    const isTaken =
      fault === undefined || fault.kind === 'slow' || ('isTaken' in fault && fault.isTaken === true);
    const answer = isTaken ? answerTo(request) : undefined;
    const failed = fault && failure(fault);
    if (failed === 'drop') response.destroy();
    else if (failed !== 'hang') send(response, failed ?? answer ?? { status: 500, body: {} });
  }

  function answerTo(request: Asked): Answer {
    let body: unknown = {};
    try {
      if (request.body !== '') body = JSON.parse(request.body);
    } catch {
      return { status: 400, body: { error: { message: 'Invalid JSON', code: 2001 } } };
    }
    if (request.path === '/v2/enqueue' && request.method === 'POST') return deps.events(body);
    return deps.rest({ ...request, body: isObject(body) ? body : {} });
  }

  /** True when it was for people. */
  function servePage({ method, path, query, body }: Asked, response: ServerResponse): boolean {
    if (path === '/' && method === 'GET') {
      const as = query.get('as') ?? account.users[0]?.id ?? '';
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(renderPage(account, incidents.all, as));
      return true;
    }
    const id = /^\/incidents-page\/([^/]+)$/.exec(path)?.[1];
    if (id === undefined || method !== 'POST') return false;
    const form = new URLSearchParams(body);
    try {
      actOnPage({ account, incidents }, id, form);
    } catch (error) {
      // It is not so any more; the page shows how it is.
      if (!(error instanceof Refusal)) throw error;
    }
    const as = encodeURIComponent(form.get('as') ?? '');
    response.writeHead(303, { location: `/?as=${as}#${id}` }).end();
    return true;
  }

  return {
    asked,
    listen: (port: number) => listenOn(server, port),
    close: () => stopServer(server),
  };
}

function failure(fault: CallFault): Answer | 'drop' | 'hang' | undefined {
  switch (fault.kind) {
    case 'slow':
      return undefined;
    case 'drop':
    case 'hang':
      return fault.kind;
    case 'error': {
      const { status, body = { error: { message: 'Internal error', code: 2000 } }, headers = {} } = fault;
      return { status, body, headers: { ...headers } };
    }
    case 'rate_limited':
      return {
        status: 429,
        body: { error: { message: 'Rate Limit Exceeded', code: 2020 } },
        headers:
          fault.resetSeconds === null
            ? {}
            : {
                'ratelimit-limit': '960',
                'ratelimit-remaining': '0',
                'ratelimit-reset': String(fault.resetSeconds),
              },
      };
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  if (response.destroyed) return;
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers });
  response.end(isText ? body : JSON.stringify(body));
}
