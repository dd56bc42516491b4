import { describe, expect, test } from '@jest/globals';
import { createRedactor } from '../../src/privacy/redactor.js';

/** Pieces that, repeated, make careless patterns look at the same characters again and again. */
const PIECES = [
  'key=', 'password:', 'cookie:', 'token token ', 'a@', '@a.', '://', '://a:b/', 'https://a:b', '+1 ', '4111 ', 'eyJaaaaaaaa.',
  'SG.', 'sk-', '-----BEGIN PRIVATE KEY-----', '-----BEGIN', 'DE89 ', 'a-', 'a_', '\\"', '"', '<', ',)', 'x', 'A1', '(((', 'authorization: ', '--token ', ' is is', 'a.',
]; // prettier-ignore

/** Milliseconds for the piece repeated up to so many characters: the best of two, free of the collector's pauses. */
function measure(piece: string, characters: number): number {
  const text = piece.repeat(Math.ceil(characters / piece.length));
  const run = () => {
    const redactor = createRedactor({ key: 'a key of the tests alone' });
    const start = performance.now();
    redactor.redact(text);
    return performance.now() - start;
  };
  return Math.min(run(), run());
}

describe('the time of the redactor', () => {
  test.each(PIECES)('grows with the length of %j on one line, not faster', (piece) => {
    measure(piece, 20_000);
    const short = measure(piece, 20_000);
    const long = measure(piece, 160_000);

    // Eight times the text; a quadratic rule would take 64 times as long. 20 ms are the noise of a busy machine.
    expect(long).toBeLessThan(short * 24 + 20);
  });

  test('has room for a line of a megabyte', () => {
    const line = `{"data":"${'Zm9v'.repeat(250_000)}","password":"hunter2"}`;

    expect(createRedactor({ key: 'a key of the tests alone' }).redact(line).text).toMatch(
      /"<secret:password:\d+>"\}$/,
    );
  });
});
