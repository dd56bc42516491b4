/**
 * Charges cards at the provider and records each payment in orders-db. Two faults: connections to the database that are
 * never given back, and a provider credential that expires.
 */
import { Counter, Gauge } from 'prom-client';
import { createConnectionPool } from '../connection-pool.js';
import { createHttpService, type HttpService, type ShopAnswer } from '../http-service.js';
import { addPoolReadings } from '../service-metrics.js';
import type { CardProvider } from './card-provider.js';
import { errorIn } from '../tracing.js';
import { MEBIBYTE, steadyHeap, type ServiceDeps } from './service-deps.js';

const POOL_SIZE = 15; // five times what a slow database needs
const POOL_WAIT_MS = 350; // keeps a failing payment well below the second at which slowness itself alerts
const UPSTREAM_TIMEOUT_MS = 3000;
const CREDENTIAL_NAME = 'card-provider-api-key';
const PROVIDER = 'card-provider';

export interface Payments {
  readonly service: HttpService;
  /** Gets the first credential; call once the provider is started. */
  connectToProvider(): void;
  /** From now on a reconciliation job keeps the connection of every payment it sees. */
  readonly startLeakingConnections: () => void;
  readonly isLeaking: () => boolean;
  readonly expireCredential: () => void;
  readonly isCredentialExpired: () => boolean;
}

export function createPayments(
  deps: ServiceDeps & { provider: CardProvider; ordersDbUrl: () => string },
): Payments {
  const { provider } = deps;
  const service = createHttpService({
    name: 'payments',
    version: '4.2.0',
    replicas: 2,
    requestsPerSecondPerReplica: 80,
    memoryLimitBytes: 128 * MEBIBYTE,
    heapBytes: steadyHeap(deps.noise, 47),
    adminToken: deps.adminToken,
    collector: deps.collector,
  });
  const { registry } = service.metrics;
  const pool = createConnectionPool({ max: POOL_SIZE, waitTimeoutMs: POOL_WAIT_MS });
  const ordersDb = service.upstream('orders-db', deps.ordersDbUrl);
  const cardProvider = service.upstream(PROVIDER, provider.url);
  const authFailures: Counter<'target'> = new Counter({
    name: 'upstream_auth_failures_total',
    help: 'Calls refused because of our credential.',
    labelNames: ['target'],
    registers: [registry],
    // There from the first scrape on, so that the first failure is an increase.
    collect: () => authFailures.inc({ target: PROVIDER }, 0),
  });
  addPoolReadings(registry, pool.state);
  let credential = { secret: '', expiresAtMs: 0 };
  let isLeaking = false;
  let poolNumber = 1;
  const expiry: Gauge<'credential'> = new Gauge({
    name: 'credential_expiry_timestamp_seconds',
    help: 'When a credential expires, Unix time.',
    labelNames: ['credential'],
    registers: [registry],
    collect: () => expiry.set({ credential: CREDENTIAL_NAME }, credential.expiresAtMs / 1000),
  });

  async function charge(requestId: string, body: unknown): Promise<ShopAnswer> {
    const answer = await cardProvider.call('/charges', {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${credential.secret}` },
      requestId,
      timeoutMs: UPSTREAM_TIMEOUT_MS,
    });
    if (answer.status === 401) {
      authFailures.inc({ target: PROVIDER });
      service.log.write('error', `${PROVIDER} answered 401 Unauthorized`, {
        requestId,
        error: errorIn(answer.body),
        credential: CREDENTIAL_NAME,
      });
      return { status: 502, body: { error: 'The card provider refused our credential.' } };
    }
    if (answer.status === 402) service.log.write('info', 'card declined', { requestId });
    return { status: answer.status >= 500 ? 502 : answer.status, body: answer.body };
  }

  service.route('POST', '/payments', async ({ requestId, body }) => {
    const connection = await pool.acquire();
    if (connection === undefined) {
      const { inUse, max, waiting } = pool.state();
      service.log.write('error', `connection pool exhausted: ${inUse}/${max} in use, ${waiting} waiting`, {
        requestId,
        error: `no connection within ${POOL_WAIT_MS} ms`,
      });
      return { status: 503, body: { error: 'No database connection is free.' } };
    }
    try {
      const charged = await charge(requestId, body);
      if (charged.status !== 200) return charged;
      const recorded = await ordersDb.call('/query', {
        method: 'POST',
        body: 'INSERT INTO payments …',
        requestId,
        timeoutMs: UPSTREAM_TIMEOUT_MS,
      });
      if (recorded.status !== 200) return { status: 502, body: { error: 'The payment was not recorded.' } };
      service.log.write('info', 'payment captured', { requestId, provider: PROVIDER });
      return charged;
    } finally {
      if (!isLeaking) pool.release(connection);
    }
  });

  service.addFix({
    name: 'recycle-pool-payments',
    path: 'recycle-pool',
    description: 'Closes all database connections of payments, also abandoned ones, and opens new ones.',
    risk: 'low',
    isIdempotent: true,
    isReversible: false,
    rollback: 'Not needed: payments opens new connections by itself.',
    preview: () => ({
      version: `pool ${poolNumber}`,
      wouldChange: isLeaking,
      summary: `${pool.state().inUse} of ${POOL_SIZE} connections are in use, ${pool.state().waiting === 1 ? '1 request waits' : `${pool.state().waiting} requests wait`}.`,
      state: { pool: pool.state() },
    }),
    apply() {
      const changed = isLeaking;
      isLeaking = false;
      poolNumber += 1;
      const closed = pool.recycle();
      return { status: 200, changed, summary: `Closed ${closed} connections; the pool is empty.` };
    },
  });

  service.addFix({
    name: 'rotate-credential-payments',
    path: 'rotate-credential',
    description: 'Gets a new credential for the card provider and uses it from the next payment on.',
    risk: 'medium',
    isIdempotent: false,
    isReversible: false,
    rollback: 'Not needed: the earlier credential stays valid until it expires.',
    preview: () => ({
      version: `valid until ${new Date(credential.expiresAtMs).toISOString()}`,
      wouldChange: true,
      summary: `The credential ${CREDENTIAL_NAME} ${isExpired() ? 'expired' : 'expires'} at ${forPeople(credential.expiresAtMs)}.`,
      state: { credential: CREDENTIAL_NAME, expiresAt: new Date(credential.expiresAtMs).toISOString() },
    }),
    apply() {
      credential = provider.issueCredential();
      const expiresAt = new Date(credential.expiresAtMs).toISOString();
      return { status: 200, changed: true, summary: `The new credential is valid until ${expiresAt}.` };
    },
  });

  const isExpired = (): boolean => credential.expiresAtMs <= Date.now();
  return {
    service,
    connectToProvider() {
      credential = provider.issueCredential();
    },
    startLeakingConnections() {
      isLeaking = true;
      service.log.write('info', 'reconciliation job started', { job: 'settlement-reconciliation' });
    },
    isLeaking: () => isLeaking,
    expireCredential() {
      credential = { ...credential, expiresAtMs: provider.expireCredentials() };
    },
    isCredentialExpired: isExpired,
  };
}

/** `2026-11-22 21:39:24 UTC`. */
function forPeople(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
