/** Log lines of the shop around the incident of `checkout-incident.ts`, in a Loki over HTTP. */
import { createLoki } from '../../../src/clients/loki.js';
import type { LogSource } from '../../../src/incidents/ports/log-source.js';
import { startFakeLoki, type FakeLine } from '../../clients/fake-loki.js';
import { NOW } from '../../helpers/checkout-incident.js';
import type { HttpStub } from '../../helpers/http-stub.js';

export const END = NOW.getTime() / 1000;
/** When the trouble began, Unix seconds: 30 s before it was noticed. */
export const BEGAN = Date.parse('2026-11-20T03:11:30Z') / 1000;

/** One line every `every` seconds in [from, to). */
export function lines(
  app: string,
  text: string | ((index: number) => string),
  every: number,
  [from, to]: readonly [number, number] = [END - 3600, END],
): FakeLine[] {
  return Array.from({ length: Math.ceil((to - from) / every) }, (_, index) => ({
    nanos: BigInt(Math.round((from + index * every) * 1e6)) * 1000n,
    text: typeof text === 'string' ? text : text(index),
    stream: { app, pod: `${app}-0` },
  }));
}

export const quiet = (app: string): FakeLine[] => [
  ...lines(app, (index) => `level=info msg="request done" path=/p/${index} status=200`, 5),
  ...lines(app, (index) => `level=debug msg="cache refreshed" entries=${index}`, 30),
];

export async function startShopLogs(
  stored: readonly FakeLine[],
): Promise<{ readonly stub: HttpStub; readonly logs: LogSource; readonly queries: () => readonly string[] }> {
  const stub = await startFakeLoki(stored);
  const limits = { timeoutMs: 5_000, maxBytes: 2 ** 24, maxLines: 5_000, maxSeries: 10 };
  const logs = createLoki({ url: stub.url, ...limits, maxPointsPerSeries: 100 });
  const queries = () => stub.requests.flatMap(({ query }) => query.get('query') ?? []);
  return { stub, logs, queries };
}
