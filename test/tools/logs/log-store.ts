/** A log store with lines of the shop, and what the tests of `search_logs` put into it. */
import { afterEach } from '@jest/globals';
import type { FakeLine } from '../../clients/fake-loki.js';
import { toolContext } from '../../helpers/checkout-incident.js';
import type { HttpStub } from '../../helpers/http-stub.js';
import { BEGAN, END, lines, startShopLogs } from '../fakes/logs.js';

export const TROUBLE: readonly [number, number] = [BEGAN, END];
export const refusedConnections = lines(
  'checkout',
  (index) => `level=error msg="dial tcp 10.0.0.${index % 9}:5432: connection refused" order=${index}`,
  7,
  TROUBLE,
);

/** Call inside a `describe`; the store is stopped after each test. */
export function useLogStore() {
  let stub: HttpStub | undefined;

  afterEach(async () => {
    await stub?.close();
    stub = undefined;
  });

  return async (stored: readonly FakeLine[], more: Parameters<typeof toolContext>[0] = {}) => {
    const started = await startShopLogs(stored);
    stub = started.stub;
    return { ...started, context: toolContext({ logs: started.logs, ...more }) };
  };
}
