import { describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { signedBody } from '../../src/intake/signed-body.js';

const OLD = 'the-old-secret';
const NEW = 'the-new-secret';
const body = Buffer.from('{"title":"caf\u00e9",  "n":1}');
const receivedAt = new Date('2026-01-31T03:12:00Z');

const sender = (secrets: readonly string[] | null) =>
  signedBody({
    secrets,
    header: 'x-test-signature',
    prefix: 'v1=',
    variable: 'TEST_SECRET',
    place: 'in the settings of Test',
  });
const by = (secret: string, what: Buffer = body) =>
  `v1=${createHmac('sha256', secret).update(what).digest('hex')}`;
const verdict = (secrets: readonly string[], header: string, what: Buffer = body) =>
  sender(secrets).verify({ headers: { 'x-test-signature': header }, body: what, receivedAt });

describe('a signed body', () => {
  test.each([
    ['the signature', [NEW], by(NEW)],
    ['the signature in capitals', [NEW], `v1=${by(NEW).slice(3).toUpperCase()}`],
    ['one of two signatures', [NEW], `${by(OLD)},${by(NEW)}`],
    ['blanks between them', [NEW], `${by(OLD)} , ${by(NEW)}`],
    ['a signature with the old secret while both are known', [NEW, OLD], by(OLD)],
    ['one of another version beside it', [NEW], `v2=abc,${by(NEW)}`],
  ])('is taken with %s', (_, secrets, header) => {
    expect(verdict(secrets, header)).toBeUndefined();
  });

  test.each([
    ['another secret', [NEW], by(OLD)],
    ['another body', [NEW], by(NEW, Buffer.from('{}'))],
    ['a part of it', [NEW], by(NEW).slice(0, -2)],
    ['more than it', [NEW], `${by(NEW)}00`],
    ['digits that are none', [NEW], `v1=${'z'.repeat(64)}`],
    ['nothing', [NEW], ''],
    ['the bare prefix', [NEW], 'v1='],
    ['no prefix', [NEW], by(NEW).slice(3)],
    ['the signature of an empty secret', [NEW], by('')],
    ['a signature while no secret is known', [], by('')],
  ])('is refused with %s', (_, secrets, header) => {
    expect(verdict(secrets, header)).toBe(
      'The signature in the header x-test-signature does not fit the body: TEST_SECRET here and the secret in the settings of Test must be the same (several here, with commas between them, while it changes).',
    );
  });

  test('is refused when one byte of it changed', () => {
    for (let index = 0; index < body.length; index += 1) {
      const changed = Buffer.from(body);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(verdict([NEW], by(NEW), changed)).toContain('does not fit the body');
    }
  });

  test('without the header is refused before it is read', () => {
    expect(sender([NEW]).admit({})).toContain('no signature in the header x-test-signature');
    expect(sender([NEW]).admit({ 'x-test-signature': '' })).toBeUndefined();
  });

  test('is signed with the newest secret, which the same source takes', () => {
    const headers = sender([NEW, OLD]).sign(body);

    expect(headers).toEqual({ 'x-test-signature': by(NEW) });
  });

  test('without a secret nothing is taken, and nothing is signed', () => {
    expect(sender(null).off).toContain('set TEST_SECRET');
    expect(sender([NEW]).off).toBeUndefined();
    expect(sender(null).sign(body)).toEqual({});
  });
});
