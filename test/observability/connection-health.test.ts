import { describe, expect, test } from '@jest/globals';
import { createConnectionHealthLog } from '../../src/observability/connection-health.js';
import { UpstreamError } from '../../src/shared/errors.js';

const NOW = new Date('2026-11-22T10:00:00Z');
const createLog = () => createConnectionHealthLog({ now: () => NOW });
const down = new UpstreamError('prometheus', 'Prometheus does not answer.', { isRetryable: true });
const refused = new UpstreamError('prometheus', 'parse error', { status: 422, isRetryable: false });

describe('createConnectionHealthLog', () => {
  test('knows nothing of what was never used', () => {
    expect(createLog().of('Metrics')).toEqual({ lastSuccessAt: null, lastFailureAt: null, problem: null });
  });

  test('records what the methods of a watched part promise, and passes it on', async () => {
    const log = createLog();
    const part = log.watch('Metrics', {
      ask: (ok: boolean) => (ok ? Promise.resolve(1) : Promise.reject(down)),
    });

    await expect(part.ask(false)).rejects.toBe(down);
    expect(log.of('Metrics')).toMatchObject({ lastFailureAt: NOW, problem: 'Prometheus does not answer.' });
    expect(await part.ask(true)).toBe(1);
    expect(log.of('Metrics').lastSuccessAt).toEqual(NOW);
  });

  test('takes a refusal of what we asked for an answer', async () => {
    const log = createLog();
    const part = log.watch('Metrics', { ask: () => Promise.reject(refused) });

    await expect(part.ask()).rejects.toBe(refused);
    expect(log.of('Metrics')).toMatchObject({ lastSuccessAt: NOW, lastFailureAt: null });
  });
});
