import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toJson, toText } from '../../src/storage/json.js';

/** The same text as PostgreSQL can hold it. */
const cleaned = (text: string) => wellFormed(text.replaceAll('\0', '\ufffd'));
/** Half surrogates become U+FFFD on the way to any server. */
const wellFormed = (text: string) => Buffer.from(text).toString();

describe('toJson', () => {
  test('keeps every text but for what PostgreSQL cannot store', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('\\', '\0', '\ud83d', '\ude00', 'u0000', 'ud800', '"', 'a'),
    });

    fc.assert(
      fc.property(nasty, (text) => {
        expect(JSON.parse(toJson({ text }))).toEqual({ text: cleaned(text) });
        expect(wellFormed(toText(text))).toBe(cleaned(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test('cleans keys as well', () => {
    expect(JSON.parse(toJson({ 'a\0b': 1 }))).toEqual({ 'a\ufffdb': 1 });
  });

  test('is not slowed down by a megabyte of backslashes', () => {
    const text = '\\'.repeat(1024 * 1024);
    const startedAt = performance.now();

    expect(JSON.parse(toJson(text))).toBe(text);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
