import { describe, expect, test } from '@jest/globals';
import { createRedactor } from '../../src/privacy/redactor.js';

const redactor = () => createRedactor({ key: 'a key of the tests alone' });
/** Redacts, with `#` for the numbers of placeholders. */
const redacted = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(redactor().redactValue(value)).replaceAll(/:\d+>/g, ':#>'));

describe('JSON values', () => {
  test('lose secrets in texts, in keys and under the names of secrets', () => {
    const value = {
      'ada@example.com': { role: 'admin' },
      config: { dbPassword: 'plain', retries: 3, url: 'postgres://app:pw1@db/x' },
      env: [{ name: 'API_TOKEN', value: 'tok-12345' }],
      passwords: ['one', 'two'],
    };

    expect(redacted(value)).toEqual({
      '<person:email:#>': { role: 'admin' },
      config: {
        dbPassword: '<secret:password:#>',
        retries: 3,
        url: 'postgres://app:<secret:url-password:#>@db/x',
      },
      env: [{ name: 'API_TOKEN', value: '<secret:token:#>' }],
      passwords: ['<secret:password:#>', '<secret:password:#>'],
    });
  });

  test('lose everything in the data of a Kubernetes secret', () => {
    const secret = { kind: 'Secret', metadata: { name: 'db' }, data: { colour: 'Ymx1ZQ==' } };

    expect(redacted(secret)).toEqual({
      kind: 'Secret',
      metadata: { name: 'db' },
      data: { colour: '<secret:kubernetes:#>' },
    });
  });

  test('stay as they are the second time', () => {
    const one = redactor();
    const once = one.redactValue({ password: 'a b', list: ['token=abc12345'] });

    expect(one.redactValue(once)).toEqual(once);
  });

  test('keep a key named __proto__ as a key', () => {
    const value: unknown = JSON.parse('{"__proto__":{"password":"pw1"}}');

    expect(JSON.stringify(redacted(value))).toBe('{"__proto__":{"password":"<secret:password:#>"}}');
  });

  test('are refused when they contain themselves, or are no JSON', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;

    expect(() => redactor().redactValue(cycle)).toThrow('contains itself');
    expect(() => redactor().redactValue({ at: new Date(0) })).toThrow('Only JSON values');
  });
});
