import { describe, expect, test } from '@jest/globals';
import { unwrapLine } from '../../../src/analysis/log-templates/unwrap-line.js';

describe('unwrapLine', () => {
  test.each<[string, string, string, string | null]>([
    ['plain text', 'cache warmed', 'cache warmed', null],
    ['time and level', '2024-05-06 10:00:00,123 ERROR disk full', 'disk full', 'error'],
    ['level in brackets', '[2024-05-06T10:00:00Z] [warn] slow query', 'slow query', 'warning'],
    [
      'level further in',
      '10:00:00.1 [main] DEBUG c.e.Shop - ready',
      '[main] DEBUG c.e.Shop - ready',
      'debug',
    ],
    ['level with a colon', 'error: no such table', 'no such table', 'error'],
    ['the word error in a sentence', 'the error was mended', 'the error was mended', null],
    ['klog', 'E0506 10:00:00.000001       1 sync.go:71] cannot list pods', 'cannot list pods', 'error'],
    ['logfmt', 'ts=1 level=warn msg="slow call" peer=db', 'slow call', 'warning'],
    [
      'logfmt with its error',
      'level=error msg=charge err="connection refused"',
      'charge: connection refused',
      'error',
    ],
    [
      'a failed status beside the message',
      'level=info msg="request done" status=503',
      'request done (status 503)',
      'info',
    ],
    ['a good status beside the message', 'level=info msg="request done" status=200', 'request done', 'info'],
    ['JSON', '{"level":"ERROR","message":"charge failed"}', 'charge failed', 'error'],
    ['JSON with a number for the level', '{"level":40,"msg":"slow"}', 'slow', 'warning'],
    [
      'JSON with an error object',
      '{"level":"error","msg":"charge","err":{"message":"refused"}}',
      'charge: refused',
      'error',
    ],
    [
      'JSON around JSON',
      '{"log":"{\\"level\\":\\"fatal\\",\\"msg\\":\\"bye\\"}\\n","stream":"stderr"}',
      'bye',
      'fatal',
    ],
    ['JSON around plain text', '{"log":"10:00:00.123 WARN low memory\\n"}', 'low memory', 'warning'],
    ['JSON without a message', '{"user":"u1","took":3,"more":{}}', 'user=u1 took=3', null],
    [
      'JSON cut in the middle',
      '{"level":"error","msg":"charge failed","stack":"at x',
      'charge failed',
      'error',
    ],
    ['not quite JSON', '{braces} are fine', '{braces} are fine', null],
    ['a container runtime', '2024-05-06T10:00:00.1Z stderr F panic: nil map', 'nil map', 'fatal'],
    ['a stack trace', 'ERROR boom\n  at a.b(C.java:1)\n  at d', 'boom', 'error'],
    ['colours', '\u001B[31mERROR\u001B[0m boom', 'boom', 'error'],
    ['correlation ids', 'INFO done trace_id=abc123 span_id=0f9 for x', 'done for x', 'info'],
    ['nothing', '', '', null],
  ])('%s', (_, line, message, level) => {
    expect(unwrapLine(line)).toEqual({ message, level });
  });
});
