import { describe, expect, test } from '@jest/globals';
import { correlateChanges, type CandidateChange } from '../../src/analysis/correlate-changes.js';

const ONSET = Date.UTC(2026, 2, 4, 3, 12, 0) / 1000;

interface NamedChange extends CandidateChange {
  readonly name: string;
}

function change(
  name: string,
  service: string | null,
  secondsBefore: number,
  kind: CandidateChange['kind'] = 'deploy',
): NamedChange {
  return { name, service, kind, at: new Date((ONSET - secondsBefore) * 1000) };
}

/** web → checkout → db; catalog stands apart. */
function correlate(changes: readonly NamedChange[], toleranceSeconds = 5) {
  return correlateChanges({
    changes,
    onsets: [{ service: 'checkout', onset: ONSET }],
    edges: [
      { caller: 'web', callee: 'checkout' },
      { caller: 'checkout', callee: 'db' },
    ],
    toleranceSeconds,
  });
}

const names = (found: ReturnType<typeof correlate>) => found.map(({ change: { name } }) => name);

describe('correlateChanges', () => {
  test('the closer in time the better', () => {
    const found = correlate([change('old', 'checkout', 7200), change('new', 'checkout', 30)]);

    expect(names(found)).toEqual(['new', 'old']);
    expect(found[0]).toMatchObject({
      explains: 'checkout',
      lagSeconds: 30,
      reason: '30 s before checkout began to misbehave',
    });
  });

  test('a change after the onset explains nothing, unless by less than the tolerance', () => {
    const [within, after] = correlate([change('after', 'checkout', -60), change('within', 'checkout', -3)]);

    expect(within).toMatchObject({ change: { name: 'within' }, explains: 'checkout' });
    expect(after).toMatchObject({ score: 0, explains: null });
    expect(after?.reason).toBe('60 s after the trouble began, so it cannot be the cause');
  });

  test('the service itself, then what it calls, then who calls it, then a stranger', () => {
    const found = correlate([
      change('stranger', 'catalog', 30),
      change('caller', 'web', 30),
      change('callee', 'db', 30),
      change('itself', 'checkout', 30),
    ]);

    expect(names(found)).toEqual(['itself', 'callee', 'caller', 'stranger']);
    expect(found.at(-1)).toMatchObject({
      score: 0,
      reason: 'on a service that the trouble does not depend on',
    });
  });

  test('a deploy weighs more than scaling', () => {
    const found = correlate([change('scaled', 'checkout', 30, 'scale'), change('deployed', 'checkout', 30)]);

    expect(names(found)).toEqual(['deployed', 'scaled']);
  });

  test('without anything abnormal there is nothing to explain', () => {
    const [found] = correlateChanges({
      changes: [change('any', 'checkout', 5)],
      onsets: [],
      edges: [],
      toleranceSeconds: 5,
    });

    expect(found).toMatchObject({ score: 0, explains: null, lagSeconds: null });
  });
});
