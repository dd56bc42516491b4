import { describe, expect, test } from '@jest/globals';
import { maskMessage } from '../../../src/analysis/log-templates/mask-message.js';

describe('maskMessage', () => {
  test.each([
    ['nothing varies here', 'nothing varies here'],
    ['took 31ms, 4.5 s and 1,024 bytes', 'took <num> s and <num> bytes'],
    ['took 1m3.2s', 'took <num>'],
    ['at 2024-05-06T10:00:00.123Z or 2024-05-06 10:00:00', 'at <time> or <time>'],
    ['peer 10.0.0.7:8080 and fe80::1:2', 'peer <ip> and <ip>'],
    ['id 3f2b8c1e-9a77-4c1b-8f5e-0123456789ab.', 'id <uuid>.'],
    ['hash 0xdeadbeef and 9f86d081884c7d65', 'hash <hex> and <hex>'],
    ['open /var/log/app.log: no such file', 'open <path>: no such file'],
    ['and/or N/A TCP/IP', 'and/or N/A TCP/IP'],
    ['call https://shop.example/cart/7?x=1 now', 'call <url> now'],
    ['mail to ann@example.com', 'mail to <email>'],
    ['pod cart-7d9f8b6c5-x2x1z is gone', 'pod cart-<hex>-<id> is gone'],
    ['worker-17 of utf8 v1', 'worker-<num> of utf8 v1'],
    ['seats [3, 9, 27] of (1, 2)', 'seats [<num>] of (<num>)'],
    ['user="ann lee" paid', 'user="<str>" paid'],
    ["cannot read 'x' of undefined, don't retry", "cannot read '<str>' of undefined, don't retry"],
    ['err="connection refused by 10.0.0.1"', 'err="connection refused by <ip>"'],
    ['"GET /cart/7 HTTP/1.1" 503 17', '"GET <path> HTTP/1.1" <5xx> <num>'],
    ['status=200 code: 404', 'status=<2xx> code: <4xx>'],
    ['AccountId:3f2b8c1e-9a77-4c1b-8f5e-0123456789ab user:bob', 'AccountId:<uuid> user:bob'],
    ['got Order(id=7, user=ann, items=[Item(a=1)]) now', 'got Order(<obj>) now'],
    ['all [Order(id=7, user=ann, n=1), Order(id=8, user=bob, n=2)]', 'all [Order(<obj>)]'],
    ['sent {"id":7,"state":"failed","to":{"a":1}}', 'sent {<obj:failed>}'],
    ['cut Order(id=7, user=ann, items=[Item(a=', 'cut Order(<obj>'],
    ['failed (code=14, reason=unavailable)', 'failed (code=<num>, reason=unavailable)'],
    ['503 lines', '<num> lines'],
    ['', ''],
  ])('%s', (message, masked) => {
    expect(maskMessage(message)).toBe(masked);
  });

  test('takes time in proportion to the length, whatever the text', () => {
    const started = performance.now();
    for (const text of ['"', '1', 'a/', '1a', ':', "' ", '=', '<1>', 'no ']) maskMessage(text.repeat(20_000));

    expect(performance.now() - started).toBeLessThan(2000);
  });
});
