import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkLogQuery, lineFilter } from '../../../tools/kit/log-query.js';

describe('lineFilter', () => {
  test('whatever is typed becomes one quoted literal that finds exactly itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), (text) => {
        const [, quoted = ''] = /^\|~ ("(?:[^"\\]|\\.)*")$/su.exec(lineFilter(text)) ?? [];
        const pattern = JSON.parse(quoted) as string;

        expect(pattern.startsWith('(?i)')).toBe(true);
        expect(new RegExp(`^${pattern.slice(4)}$`, 's').exec(text)?.[0]).toBe(text);
        expect(checkLogQuery(`{app="a"} ${lineFilter(text)}`)).toEqual({ isOk: true });
      }),
    );
  });
});

describe('checkLogQuery', () => {
  test.each([
    '{app="checkout"}',
    '{namespace="shop", app=~"check.*"} |= "timed out" != "debug"',
    '{app=`checkout`} | json | level="error" | line_format "{{.msg}} [5m]"',
    '{app="check\\"out"} |~ `a[b]c`',
    '  {app="checkout"}\n|= "x"  ',
  ])('takes %s', (query) => {
    expect(checkLogQuery(query)).toEqual({ isOk: true });
  });

  test('never throws and never takes a range', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(typeof checkLogQuery(text).isOk).toBe('boolean');
        expect(checkLogQuery(`{app="a"} ${text.replaceAll(/["`]/g, '')} [5m]`).isOk).toBe(false);
      }),
    );
  });
});
