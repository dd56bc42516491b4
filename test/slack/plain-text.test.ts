import { describe, expect, test } from '@jest/globals';
import { toPlainText } from '../../src/slack/plain-text.js';

describe('toPlainText', () => {
  test.each([
    ['tell <@U0BOB|bob> in <#C1|ops>', 'tell @bob in #ops'],
    ['<@U0BOB|bob> and <@U0BOB>', '@bob and @U0BOB'],
    ['<!here> <!subteam^S1|@oncall>', '@here @oncall'],
    [
      '<https://x.example/a?b|this page> <https://x.example>',
      'this page (https://x.example/a?b) https://x.example',
    ],
    // What Slack makes of an address that somebody typed.
    ['<http://x.example|x.example> <mailto:bob@x.example|bob@x.example>', 'x.example bob@x.example'],
    ['<https://x.example/|https://x.example>', 'https://x.example'],
    ['<https://bank.example|http://bank.example.evil>', 'http://bank.example.evil (https://bank.example)'],
    ['<https://x.example/a?b=1&amp;c|logs>', 'logs (https://x.example/a?b=1&c)'],
    ['<!date^1700000000^{time}|14:05>', '14:05'],
    ['a &lt; b &amp;&amp; c', 'a < b && c'],
  ])('%j reads as it was written', (mrkdwn, text) => {
    expect(toPlainText(mrkdwn)).toBe(text);
  });
});
