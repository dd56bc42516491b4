import { describe, expect, test } from '@jest/globals';
import { attemptHttp } from '../../src/clients/http-attempt.js';

const ask = (url: string) =>
  attemptHttp({ url: new URL(url), method: 'GET', headers: {}, timeoutMs: 1_000, maxBytes: 100 });

describe('addresses of the machine itself', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xA9.0xFE.0xA9.0xFE/',
    'http://0251.0376.0251.0376/',
    'http://169.254.169.254./',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://0/',
    'http://[::]:80/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://METADATA.google.internal./',
    'http://①⑥⑨。②⑤④。①⑥⑨。②⑤④/',
  ])('are not asked: %s', async (url) => {
    expect(await ask(url)).toMatchObject({
      kind: 'unreachable',
      cause: { message: expect.stringContaining('nothing is sent there') },
    });
  });

  test.each(['http://127.0.0.1:1/', 'http://[::1]:1/'])(
    'are not those where services may be: %s',
    async (url) => {
      expect(await ask(url)).toMatchObject({
        cause: { message: expect.not.stringContaining('nothing is sent there') },
      });
    },
  );
});
