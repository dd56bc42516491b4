import { describe, expect, test } from '@jest/globals';
import { parsePromql } from '../../../demo/metrics/promql/parse.js';
import { PromqlError } from '../../../demo/metrics/promql/promql-error.js';

describe('parsePromql', () => {
  test.each([
    ['up @ 1700000000', '1:4: parse error: the @ modifier is not supported by the embedded metrics store'],
    ['sum(up) + hour()', '1:11: parse error: function "hour" is not supported by the embedded metrics store'],
    ['up\n  atan2 up', '2:3: parse error: operator "atan2" is not supported by the embedded metrics store'],
    [
      'limitk(1, up)',
      '1:1: parse error: aggregation "limitk" is not supported by the embedded metrics store',
    ],
    ['no_such(up)', '1:1: parse error: unknown function with name "no_such"'],
    ['sum(up', '1:7: parse error: unexpected end of input'],
    ['up and or up', '1:11: parse error: unexpected "up"'],
    [
      'rate(up)',
      '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    ['up{a=~"(?=x)"}', '1:7: parse error: error parsing regular expression: look-around'],
    ['clamp(up, 1)', '1:1: parse error: expected 3 argument(s) in call to "clamp", got 2'],
  ])('refuses %j and names the construct and its place', (query, message) => {
    expect(() => parsePromql(query)).toThrow(PromqlError);
    expect(() => parsePromql(query)).toThrow(message);
  });

  test.each(['(?i)WEB|cart', '(?P<name>w)eb', 'a\\.b[0-9]+', '^anchored$', '.*'])(
    'reads the RE2 pattern %j',
    (pattern) => {
      expect(parsePromql(`up{service=~${JSON.stringify(pattern)},job="a"}`)).toMatchObject({
        kind: 'selector',
      });
    },
  );
});
