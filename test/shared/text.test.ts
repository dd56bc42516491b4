import { expect, test } from '@jest/globals';
import { cut, deadLine, formatPercent, withoutInvisible } from '../../src/shared/text.js';

test.each([
  [0.4132, '41 %'],
  [0.0042, '0.4 %'],
  [0, '0 %'],
  [0.000_001, '0.0001 %'],
  [1, '100 %'],
  [0.099, '10 %'],
])('formatPercent(%d) is %s', (share, text) => {
  expect(formatPercent(share)).toBe(text);
});

test('a cut text is as long as allowed, the ellipsis included', () => {
  expect(cut('four', 4)).toBe('four');
  expect(cut('fives', 4)).toBe('fiv…');
});

test.each([
  ['zero-width and bidirectional marks', 'a\u200bb\u202ec\u2066'],
  ['tags and variation selectors, which spell whole sentences', 'ab\u{E0041}\u{E0101}\uFE0Fc'],
  ['fillers and blank cells', 'a\u3164b\u115F\u2800c'],
  ['control and private characters', 'a\u0007b\uE000c'],
])('%s are not seen and go', (_name, text) => {
  expect(withoutInvisible(text)).toBe('abc');
});

test('a dead line is one line, links nothing and is no longer than it may be', () => {
  expect(deadLine('See https://evil.example\n- or WWW.evil.example\u200b', 100)).toBe(
    'See https[:]//evil.example - or WWW[.]evil.example',
  );
  expect(deadLine('word '.repeat(100), 9)).toBe('word wor…');
});
