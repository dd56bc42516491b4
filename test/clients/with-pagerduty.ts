/** A PagerDuty of a test's own, and the client of it. */
import { createPagerDuty } from '../../src/clients/pagerduty.js';
import type { PagerDutyOptions } from '../../src/clients/pagerduty-rest.js';
import { UpstreamError } from '../../src/shared/errors.js';
import type { Priority } from '../../demo/pagerduty/account/model.js';
import { closeAfterEach } from '../helpers/close-after-each.js';
import { startFakePagerDuty, type FakeOnCall } from '../helpers/fake-pagerduty.js';

const TOKEN = 'token-for-tests';
export const FROM = 'firewatch@example.org';
export const CHECKOUT = {
  key: 'incident-1',
  title: 'Checkout fails',
  details: '41 %',
  serviceId: 'SVC1',
  severity: 'sev1',
} as const;

/** Returns what starts one. Called once for a file. */
export function useFakePagerDuty() {
  const closeLater = closeAfterEach();
  return async function setUp(
    more: {
      client?: Partial<PagerDutyOptions>;
      onCalls?: readonly FakeOnCall[];
      maxRows?: number;
      priorities?: readonly Priority[];
    } = {},
  ) {
    const server = await startFakePagerDuty({
      token: TOKEN,
      users: [FROM],
      services: { SVC1: 'POL1', SVC2: null },
      onCalls: more.onCalls ?? [],
      ...(more.priorities && { priorities: more.priorities }),
      ...(more.maxRows === undefined ? {} : { maxRows: more.maxRows }),
    });
    closeLater(() => server.close());
    const pagerDuty = createPagerDuty({
      token: TOKEN,
      fromEmail: FROM,
      apiUrl: server.url,
      timeoutMs: 2_000,
      ...more.client,
    });
    return { server, pagerDuty };
  };
}

export function person(name: string, level: number, policyId = 'POL1'): FakeOnCall {
  return { policyId, level, user: { id: `U-${name}`, name, email: `${name}@example.org` } };
}

export async function failureOf(promise: Promise<unknown>): Promise<UpstreamError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamError)) throw new Error(`Expected an UpstreamError, got ${String(error)}`);
  return error;
}
