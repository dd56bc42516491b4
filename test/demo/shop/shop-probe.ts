/** What the shop's tests share: reading `/metrics`, calling fixes, and waiting for something to become true. */
import type { FixEndpoint, Shop } from '../../../demo/shop/shop.js';

/** One line of the exposition format, its labels by name. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export async function scrape(shop: Shop, service: string): Promise<readonly Sample[]> {
  const target = shop.targets.find((candidate) => candidate.labels.service === service);
  if (target === undefined) throw new Error(`The shop has no service ${service}.`);
  const text = await (await fetch(target.url)).text();
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(parseSample);
}

/** The sum of a metric's samples whose labels match the given ones in full; 0 when there are none. */
export function sumOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, RegExp>> = {},
): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) =>
      Object.entries(labels).every(([label, pattern]) => pattern.test(sample.labels[label] ?? '')),
    )
    .reduce((sum, sample) => sum + sample.value, 0);
}

/** What the users of a service met between two scrapes. */
export async function watchUsers(
  shop: Shop,
  service: string,
  forMs: number,
): Promise<{ requests: number; failingShare: number; meanSeconds: number }> {
  const before = await scrape(shop, service);
  await pause(forMs);
  const after = await scrape(shop, service);
  const gained = (name: string, labels = {}): number =>
    sumOf(after, name, labels) - sumOf(before, name, labels);
  const requests = gained('http_requests_total');
  return {
    requests,
    failingShare: gained('http_requests_total', { code: /^5/ }) / requests,
    meanSeconds: gained('http_request_duration_seconds_sum') / gained('http_request_duration_seconds_count'),
  };
}

export function endpointNamed(shop: Shop, name: string): FixEndpoint {
  const endpoint = shop.fixEndpoints().find((candidate) => candidate.name === name);
  if (endpoint === undefined) throw new Error(`The shop has no fix ${name}.`);
  return endpoint;
}

export async function callFix(
  shop: Shop,
  name: string,
  options: { token?: string; body?: unknown } = {},
): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> {
  const endpoint = endpointNamed(shop, name);
  const response = await fetch(endpoint.url, {
    method: endpoint.method,
    headers: {
      authorization: `Bearer ${options.token ?? shop.adminToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(options.body ?? endpoint.body ?? {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves to the ms it took until `isTrue`; throws after `withinMs` with what was waited for. */
export async function waitUntil(
  what: string,
  withinMs: number,
  isTrue: () => boolean | Promise<boolean>,
): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    if (await isTrue()) return performance.now() - startedAt;
    if (performance.now() - startedAt > withinMs) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await pause(200);
  }
}

/** Reads until `isDone`, or for `withinMs`; the last reading either way, so that a test shows what it was instead. */
export async function readUntil<T>(
  read: () => Promise<T>,
  isDone: (value: T) => boolean,
  withinMs: number,
): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    const value = await read();
    if (isDone(value) || performance.now() - startedAt > withinMs) return value;
    await pause(300);
  }
}

function parseSample(line: string): Sample {
  const match = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/i.exec(line);
  if (match === null) throw new Error(`Not a sample: ${line}`);
  const labels = Object.fromEntries(
    [...(match[2] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]),
  );
  return { name: match[1] ?? '', labels, value: Number(match[3]) };
}
