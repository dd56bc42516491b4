import { describe, expect, test } from '@jest/globals';
import { parseArgocd } from '../../../src/intake/sources/argocd.js';
import { argocdBodyOf as bodyOf } from '../../helpers/token-senders.js';

const NOW = new Date('2026-11-23T10:05:00Z');
const read = (fields = {}) => parseArgocd(bodyOf(fields), NOW);
const PLACE = 'checkout-prod (project shop, namespace shop-prod, from https://git.example.com/shop/deploy)';
const operation = (phase: string, fields = {}) => ({
  operation: { ...bodyOf().operation, phase, ...fields },
});
const RUNNING = operation('Running', { message: null, finishedAt: null });

describe('what Argo CD notifications send', () => {
  test('of a sync becomes a deploy of the service that the annotation names', () => {
    expect(read()).toEqual([
      {
        id: 'argocd/checkout-prod/2026-11-23T10:00:00.000Z/Succeeded',
        source: 'argocd',
        kind: 'deploy',
        service: 'checkout',
        summary: `Argo CD synced ${PLACE} to 0123456789ab`,
        version: '0123456789ab',
        author: 'mira',
        at: new Date('2026-11-23T10:01:30Z'),
      },
    ]);
  });

  test.each([
    ['began', RUNNING, `began to sync ${PLACE} to 0123456789ab`, '2026-11-23T10:00:00Z'],
    [
      'failed',
      operation('Failed', { message: 'Deployment checkout: image not found' }),
      `failed to sync ${PLACE} to 0123456789ab: Deployment checkout: image not found`,
      '2026-11-23T10:01:30Z',
    ],
    [
      'could not run',
      operation('Error', { message: 'ComparisonError' }),
      `could not sync ${PLACE} to 0123456789ab: ComparisonError`,
      '2026-11-23T10:01:30Z',
    ],
  ])('says that a sync %s', (_, fields, what, at) => {
    expect(read(fields)).toMatchObject([{ kind: 'deploy', summary: `Argo CD ${what}`, at: new Date(at) }]);
  });

  test('says that an application is degraded, beside what its last sync came to', () => {
    const health = { status: 'Degraded', message: 'no replica', lastTransitionTime: '2026-11-23T10:03:00Z' };

    expect(read({ health }).map(({ kind, summary, at }) => [kind, summary, at])).toEqual([
      ['deploy', `Argo CD synced ${PLACE} to 0123456789ab`, new Date('2026-11-23T10:01:30Z')],
      ['other', `Argo CD found ${PLACE} degraded: no replica`, new Date('2026-11-23T10:03:00Z')],
    ]);
  });

  test('has the same ids however often it is told, and others for each step', () => {
    const degraded = { health: { status: 'Degraded' } };
    const ids = (fields = {}) => read(fields).map(({ id }) => id);

    expect(ids()).toEqual(ids({ health: { status: 'Healthy' } }));
    const all = [...ids(RUNNING), ...ids(degraded), ...ids(operation('Failed'))];
    expect(new Set(all).size).toBe(4);
    expect(ids({ namespace: 'team-a' })).not.toEqual(ids());
  });

  test('of an application with nothing but a name is no change', () => {
    expect(parseArgocd({ app: 'checkout' }, NOW)).toEqual([]);
    expect(
      parseArgocd({ app: 'checkout', service: null, operation: {}, result: {}, health: null }, NOW),
    ).toEqual([]);
  });

  test('without the annotation is about a service of the application’s name', () => {
    expect(read({ service: null, initiatedBy: { automated: true } })).toMatchObject([
      { service: 'checkout-prod', author: 'automated sync' },
    ]);
  });

  test('of several sources has the versions of all, and of a chart its own', () => {
    expect(
      read({ result: { revisions: ['0123456789abcdef0123456789abcdef01234567', '4.2.1'] } }),
    ).toMatchObject([{ version: '0123456789ab + 4.2.1' }]);
    expect(read({ result: {}, revision: '1.15.0' })).toMatchObject([{ version: '1.15.0' }]);
  });

  test.each([
    ['a phase that is no text', { operation: { phase: 7 } }, 'Field operation.phase is wrong: must be text'],
    ['a time in words', operation('Running', { startedAt: 'now' }), 'Field operation.startedAt is wrong'],
  ])('with %s is refused', (_, fields, sentence) => {
    expect(() => read(fields)).toThrow(sentence);
  });
});
