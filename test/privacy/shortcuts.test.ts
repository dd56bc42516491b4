import { describe, expect, test } from '@jest/globals';
import { inventedSecrets } from '../../bench/redaction/invented-secrets.js';
import { createLot, DIGITS, HEX, LOWER, MIXED, type Lot } from '../../bench/redaction/lot.js';
import { ordinaryLines } from '../../bench/redaction/ordinary-lines.js';
import { readValue } from '../../src/privacy/assignments.js';
import { classifyName, createNameJudge, mentionsVendor } from '../../src/privacy/names.js';
import { createScan } from '../../src/privacy/scan.js';
import { CLASS, createUnits } from '../../src/privacy/units.js';
import { isShorter } from '../../src/privacy/value-beside.js';
import { VENDOR_WORDS } from '../../src/privacy/vendors.js';
import {
  findVendorToken,
  isTokenOfUnknownVendor,
  mayBeginVendorToken,
  mayBeToken,
} from '../../src/privacy/vendor-tokens.js';

const toCodes = createUnits();
const scan = (text: string) => createScan()(text, () => undefined);
const sorts = (word: string) =>
  Array.from(toCodes(word))
    .slice(0, word.length)
    .reduce((bits, code) => bits | (CLASS[code] ?? 0), 0);
const many = <Item>(count: number, draw: () => Item) => Array.from({ length: count }, draw);

const ATOMS = [
  'key=', 'password', 'passwd: ', 'cookie: a=', 'token ', '@', '://', '+49 170 123456', '4111 1111 1111 1111', 'eyJhbGciOi.e30',
  'SG.', 'sk-', '-----BEGIN', 'DE89 3704 0044 0532 0130 00', '\\"', '"', "'", '`', '<', '>', ',', '(', ')', '[', '=', ':=', '||', '::',
  '--token ', 'authorization: ', 'Bearer ', ' is ', 'api key', '.', '/', '\t', ' ', '\\n', 'stripe', 'auth', 'AKIA', 'é', '漢', '\0',
  'https://hook', '&', ';', '7', 'Q', 'hunter2', 'q8Zt2mXv7LpR4kWs9BnY3cJh', '4bf92f3577b34da6a3ce929d0e0e4736', '<secret:token:12>',
] as const; // prettier-ignore

/** Lines of logs, lines with secrets, both cut and mixed, and lines of nothing but signs. */
function hostileLine(lot: Lot, known: readonly string[]): string {
  const line = lot.number(3) === 0 ? '' : (known[lot.number(known.length)] ?? '');
  return many(lot.number(8), () => lot.pick(ATOMS)).reduce((text, atom) => {
    const at = lot.number(text.length + 1);
    return text.slice(0, at) + atom + text.slice(at + lot.number(3));
  }, line);
}

describe('what the redactor passes over quickly', () => {
  test('hides nothing: a line is judged alike alone and among others, by a fresh pass and by one that has seen much', () => {
    const lot = createLot(2026);
    const known = [...ordinaryLines(500), ...inventedSecrets(20).map(({ text }) => text)];
    const lines = many(3000, () => hostileLine(lot, known)).filter((line) => !line.includes('-----'));
    const seasoned = createScan();

    const joined = lines.join('\n');
    const together = seasoned(joined, () => undefined).map(({ start, end }) => joined.slice(start, end));
    const alone = lines.flatMap((line) => scan(line).map(({ start, end }) => line.slice(start, end)));
    const again = lines.flatMap((line) =>
      seasoned(line, () => undefined).map(({ start, end }) => line.slice(start, end)),
    );

    expect(alone.length).toBeGreaterThan(500);
    expect(together).toEqual(alone);
    expect(again).toEqual(alone);
  });

  test('is no name that counts: a judge that remembers names says what one without memory says', () => {
    const lot = createLot(7);
    const judge = createNameJudge();
    const parts = ['db', 'Password', 'api', '_key', 'KEY', 'token', '-secret', 'Id', '.', ' ', 'auth', 'é', 'cookie', 'a', '0'] as const; // prettier-ignore
    const names = many(20_000, () => many(1 + lot.number(5), () => lot.pick(parts)).join('')).concat(
      many(5000, () => lot.text(LOWER, 1 + lot.number(3))),
    );

    const wrong = names.filter((name) => {
      const text = `x ${name}=`;
      return judge(text, toCodes(text), 2, 2 + name.length) !== classifyName(name);
    });

    expect(wrong).toEqual([]);
  });

  test('is no service: each is recognised in every way of writing', () => {
    const ways = [...VENDOR_WORDS].flatMap((word) => [
      word,
      word.toUpperCase(),
      `my_${word}_x`,
      `my${word[0]?.toUpperCase()}${word.slice(1)}`,
      `${word}.`,
    ]);

    expect(ways.filter((way) => !mentionsVendor(way, toCodes(way), 0, way.length))).toEqual([]);
  });

  test('is no key by its beginning or its end', () => {
    const lot = createLot(11);
    const heads = ['AKIA', 'ghp_', 'glpat-', 'xoxb-', 'sk_live_', 'SG.', 'hvs.', 'A3T', 'r8_', '1//', 'acme_sk_', 'my-pat-', 'ab_live_', 'zz_'] as const; // prettier-ignore
    const words = many(20_000, () => lot.pick(heads) + lot.text(lot.pick([MIXED, HEX, `${MIXED}_-`, DIGITS]), lot.number(60))); // prettier-ignore
    const tokens = words.filter((word) => findVendorToken(word, 0) !== null);
    const unknown = words.filter(isTokenOfUnknownVendor);

    expect(Math.min(tokens.length, unknown.length)).toBeGreaterThan(1000);
    expect(tokens.filter((word) => !mayBeginVendorToken(toCodes(word), 0))).toEqual([]);
    expect(unknown.filter((word) => !mayBeToken(toCodes(word), 0, word.length, sorts(word)))).toEqual([]);
  });

  test('is no value: what is called shorter is shorter', () => {
    const lot = createLot(5);
    const values = many(20_000, () => ({
      value: lot.text('ab1=\\"\' ;,)<', lot.number(24)),
      quote: lot.pick([null, '"', "'"]),
    }));

    const shorter = values.filter(({ value, quote }) => isShorter(toCodes(value), 0, quote, 16));

    expect(shorter.length).toBeGreaterThan(1000);
    expect(shorter.filter(({ value, quote }) => readValue(value, 0, quote).length >= 16)).toEqual([]);
  });
});
