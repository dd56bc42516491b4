/** The front door: the three things a shopper does, each handed to the service behind it. */
import { createHttpService, type Handler, type HttpService } from '../http-service.js';
import type { Upstream } from '../http-client.js';
import { sleep } from '../noise.js';
import { failureFrom } from './pass-on.js';
import { MEBIBYTE, steadyHeap, type ServiceDeps } from './service-deps.js';

const UPSTREAM_TIMEOUT_MS = 5000;

export function createWeb(
  deps: ServiceDeps & { checkoutUrl: () => string; catalogUrl: () => string; cartUrl: () => string },
): HttpService {
  const service = createHttpService({
    name: 'web',
    version: '9.1.4',
    replicas: 3,
    requestsPerSecondPerReplica: 100,
    memoryLimitBytes: 128 * MEBIBYTE,
    heapBytes: steadyHeap(deps.noise, 58),
    adminToken: deps.adminToken,
    collector: deps.collector,
    accessLog: 'info', // the one place that sees every visit
  });
  const checkout = service.upstream('checkout', deps.checkoutUrl);
  const catalog = service.upstream('catalog', deps.catalogUrl);
  const cart = service.upstream('cart', deps.cartUrl);

  function handOver(target: string, upstream: Upstream, method: 'GET' | 'POST', path: string): Handler {
    return async ({ requestId, query }) => {
      await sleep(deps.noise.between(2, 5));
      const answer = await upstream.call(`${path}?${query}`, {
        method,
        requestId,
        timeoutMs: UPSTREAM_TIMEOUT_MS,
      });
      return answer.status === 200
        ? { status: 200, body: { page: target, content: answer.body } }
        : failureFrom(target, answer);
    };
  }

  service.route('GET', '/browse', handOver('catalog', catalog, 'GET', '/products'));
  service.route('POST', '/cart', handOver('cart', cart, 'POST', '/cart'));
  service.route('POST', '/checkout', handOver('checkout', checkout, 'POST', '/orders'));
  return service;
}
