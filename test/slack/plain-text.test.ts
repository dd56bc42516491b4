import { describe, expect, test } from '@jest/globals';
import { toPlainText } from '../../src/slack/plain-text.js';

describe('toPlainText', () => {
  test.each([
    ['tell <@U0BOB|bob> in <#C1|ops>', 'tell @bob in #ops'],
    ['<@U0BOB|bob> and <@U0BOB>', '@bob and @U0BOB'],
    ['<!here> <!subteam^S1|@oncall>', '@here @oncall'],
    ['<https://x.example/a?b|this page> <https://x.example>', 'this page https://x.example'],
    ['a &lt; b &amp;&amp; c', 'a < b && c'],
  ])('%j reads as it was written', (mrkdwn, text) => {
    expect(toPlainText(mrkdwn)).toBe(text);
  });
});
