import { describe, expect, test } from '@jest/globals';
import { parseChange } from '../../../src/intake/sources/changes.js';

const NOW = new Date('2026-01-31T03:12:00Z');
const CHANGE = { id: 'build-4711', kind: 'deploy', summary: 'Release 1.15.0' };

describe('a change that a pipeline reports', () => {
  test('needs an id, a kind and a summary; the rest has defaults', () => {
    expect(parseChange(CHANGE, NOW)).toEqual({
      ...CHANGE,
      source: 'api',
      service: null,
      version: null,
      author: null,
      at: NOW,
    });
  });

  test.each([
    [{ id: undefined }, 'Field id is wrong: must be text such as build-4711, of 1 to 200 characters.'],
    [{ id: 4711 }, 'Field id is wrong: must be text such as build-4711, of 1 to 200 characters.'],
    [{ kind: 'deployment' }, 'Field kind is wrong: must be one of deploy, config, flag, scale, other.'],
    [
      { summary: '' },
      'Field summary is wrong: must be text such as Release 1.15.0, of 1 to 1000 characters.',
    ],
    [
      { service: ['a', 'b'] },
      'Field service is wrong: must be text such as checkout, of 1 to 200 characters.',
    ],
    [{ version: 7 }, 'Field version is wrong: must be text of at most 200 characters.'],
    [{ at: 'yesterday' }, 'Field at is wrong: must be a time such as 2026-01-31T03:12:00Z.'],
  ])('with %j is refused with what to write', (change, message) => {
    expect(() => parseChange({ ...CHANGE, ...change }, NOW)).toThrow(message);
  });

  test('comes alone', () => {
    expect(() => parseChange([CHANGE], NOW)).toThrow('must be one JSON object: one change a request.');
  });
});
