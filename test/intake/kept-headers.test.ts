import { expect, test } from '@jest/globals';
import { keptHeaders } from '../../src/intake/kept-headers.js';

test('keeps what tells how to read a body, and nothing that proves who sent it', () => {
  const kept = keptHeaders(
    {
      'content-type': 'application/json',
      'user-agent': 'Grafana',
      'x-vendor-event': 'deployment',
      host: 'firewatch.example.com',
      'content-length': '17',
      'x-forwarded-for': '203.0.113.7',
      authorization: 'Bearer s3cret',
      'proxy-authorization': 'Basic s3cret',
      cookie: 'session=s3cret',
      'x-api-key': 's3cret',
      'x-hub-signature-256': 'sha256=s3cret',
      'x-amz-security-token': 's3cret',
      'x-ours': 's3cret',
    },
    ['X-Ours'],
  );

  expect(kept).toEqual({
    'content-type': 'application/json',
    'user-agent': 'Grafana',
    'x-vendor-event': 'deployment',
  });
});

test('keeps no more than some headers, and of each no more than a beginning', () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`x-${n}`, 'v'.repeat(5_000)]));

  const kept = Object.values(keptHeaders(many, []));

  expect(kept).toHaveLength(50);
  expect(Math.max(...kept.map(({ length }) => length))).toBe(1_000);
});
