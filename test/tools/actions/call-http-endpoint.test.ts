import { describe, expect, test } from '@jest/globals';
import { createNamedEndpoints } from '../../../src/clients/named-endpoints.js';
import { catalogueWith } from './catalogue-with.js';

describe('an HTTP endpoint', () => {
  const versionWith = async (body: unknown) => {
    const endpoint = {
      name: 'rollback-checkout',
      description: 'Puts the previous release back.',
      service: 'checkout',
      method: 'POST',
      url: 'http://checkout.example/rollback',
      headers: {},
      body,
      risk: 'low' as const,
      isIdempotent: false,
      isReversible: false,
      rollback: 'None.',
      undo: null,
    };
    const http = createNamedEndpoints({ endpoints: [endpoint], timeoutMs: 1_000 });
    const args = { endpoint: endpoint.name };
    const { plan } = await catalogueWith({ http }).plan(
      'call_http_endpoint',
      args,
      AbortSignal.timeout(1_000),
    );
    return plan.target.version;
  };

  test('is another target than what was approved once the operator has it sent another body', async () => {
    const approved = await versionWith({ replicas: 1 });

    expect(await versionWith({ replicas: 1 })).toBe(approved);
    expect(await versionWith({ replicas: 0 })).not.toBe(approved);
    expect(await versionWith(undefined)).not.toBe(approved);
  });
});
