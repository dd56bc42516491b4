import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { checkLogs, checkTraces } from '../../src/doctor/check-telemetry.js';
import { startFakeLoki, type FakeLine } from '../clients/fake-loki.js';
import { startFakeJaeger, startFakeTempo, type FakeSpan } from '../clients/fake-traces.js';
import { startHttpStub, type HttpStub } from '../helpers/http-stub.js';

let directory: string;
const servers: HttpStub[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'firewatch-doctor-'));
  const entries = ['cart', 'checkout'].map((name) => `kind: Component\nmetadata: {name: ${name}}\n`);
  await writeFile(join(directory, 'catalog-info.yaml'), entries.join('---\n'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await rm(directory, { recursive: true, force: true });
});

async function configOf(env: Readonly<Record<string, string>>, more = '') {
  const path = join(directory, 'firewatch.yaml');
  await writeFile(path, `catalog: [catalog-info.yaml]\n${more}`);
  return loadConfig({ FIREWATCH_CONFIG: path, ...env });
}

async function started(stub: Promise<HttpStub>): Promise<string> {
  const server = await stub;
  servers.push(server);
  return server.url;
}

function line(stream: Readonly<Record<string, string>>): FakeLine {
  return { nanos: BigInt(Date.now() - 60_000) * 1_000_000n, text: 'ready', stream };
}

function span(service: string): FakeSpan {
  const start = Date.now() * 1000;
  return {
    traceId: 'a1',
    spanId: '00000000000000b1',
    service,
    name: 'GET',
    kind: 'server',
    start,
    micros: 5,
  };
}

describe('logs', () => {
  const look = async (lines: readonly FakeLine[], more = '') =>
    checkLogs(await configOf({ LOKI_URL: await started(startFakeLoki(lines)) }, more));

  test('are off without an address', async () => {
    expect(await checkLogs(await configOf({}))).toBeNull();
  });

  test('are in order when a label names the services', async () => {
    const lines = [line({ app: 'cart', container: 'main' }), line({ app: 'checkout', container: 'main' })];

    expect(await look(lines)).toBe('version 3.1.0; the label app names 2 of 2 services');
  });

  test('need a selector when no label has their names', async () => {
    const lines = [line({ pod: 'cart-7f9' })];

    await expect(look(lines)).rejects.toThrow(/its labels are pod\); set logs\.selector/);
    expect(
      await look([line({ svc: 'cart' }), line({ svc: 'checkout' })], `logs: {selector: '{svc="$service"}'}`),
    ).toBe('version 3.1.0; the selectors of the catalogue find lines');
  });

  test('a selector that finds nothing is named', async () => {
    await expect(look([line({ app: 'cart' })], `logs: {selector: '{svc="$service"}'}`)).rejects.toThrow(
      'no lines of the last hour for {svc=~"cart|checkout"}',
    );
  });

  test('an empty store is told from a broken one', async () => {
    await expect(look([])).rejects.toThrow('has no lines of the last hour; check LOKI_TENANT');
  });

  test('a refusal names the variables', async () => {
    const LOKI_URL = await started(startFakeLoki([line({ app: 'cart' })], { tenant: 'shop' }));

    await expect(checkLogs(await configOf({ LOKI_URL }))).rejects.toThrow(
      'Loki refuses us (401); set LOKI_TOKEN, or LOKI_TENANT where it has several tenants.',
    );
    expect(await checkLogs(await configOf({ LOKI_URL, LOKI_TENANT: 'shop' }))).toContain('names 1 of 2');
  });

  test('another server at that address is told', async () => {
    const LOKI_URL = await started(startHttpStub(() => ({ body: '<html>' })));

    await expect(checkLogs(await configOf({ LOKI_URL }))).rejects.toThrow(
      "something other than the Loki API's JSON; check that LOKI_URL",
    );
  });
});

describe('traces', () => {
  test('come from Tempo', async () => {
    const TEMPO_URL = await started(startFakeTempo([span('cart')]));

    expect(await checkTraces(await configOf({ TEMPO_URL }))).toBe(
      'Tempo 2.6.1; it has traces of 1 of 2 services',
    );
  });

  test('come from Jaeger', async () => {
    const JAEGER_URL = await started(startFakeJaeger([span('cart'), span('checkout')]));

    expect(await checkTraces(await configOf({ JAEGER_URL }))).toBe(
      'Jaeger answers; it has traces of 2 of 2 services',
    );
  });

  test('of services with other names are of no use', async () => {
    const JAEGER_URL = await started(startFakeJaeger([span('shop-cart')]));

    await expect(checkTraces(await configOf({ JAEGER_URL }))).rejects.toThrow(
      "None of Jaeger's services (shop-cart) has a name of the catalogue",
    );
  });

  test('a store without services is told from one that refuses', async () => {
    const TEMPO_URL = await started(startFakeTempo([]));
    await expect(checkTraces(await configOf({ TEMPO_URL }))).rejects.toThrow('knows no service');
    const refusing = await started(startHttpStub(() => ({ status: 401, body: 'no org id' })));
    await expect(checkTraces(await configOf({ TEMPO_URL: refusing }))).rejects.toThrow(
      'Tempo refuses us (401); set TEMPO_TOKEN, or TEMPO_TENANT',
    );
  });
});
