import { describe, expect, test } from '@jest/globals';
import { type Inline, parseMrkdwn } from '../../../demo/slack/page/text/mrkdwn.js';

const isEmoji = (name: string): boolean => name === 'fire';

/** The tree as one short line. */
function sketch(text: string): string {
  const inline = (node: Inline): string => {
    switch (node.kind) {
      case 'text':
        return node.text;
      case 'bold':
      case 'italic':
      case 'strike':
        return `${node.kind}(${node.children.map(inline).join('')})`;
      case 'code':
        return `code(${node.text})`;
      case 'link':
        return `link(${node.url} ${node.label})`;
      case 'broadcast':
        return `broadcast(${node.range})`;
      case 'date':
        return `date(${node.timestamp} ${node.format})`;
      case 'emoji':
        return `emoji(${node.name})`;
      case 'user':
      case 'channel':
      case 'group':
        return `${node.kind}(${node.id})`;
    }
  };
  return parseMrkdwn(text, isEmoji)
    .map((part) =>
      part.kind === 'pre' ? `pre(${part.text})` : `${part.kind}[${part.children.map(inline).join('')}]`,
    )
    .join(' ');
}

describe('mrkdwn', () => {
  test.each([
    ['*roll back `checkout` now*', 'lines[bold(roll back code(checkout) now)]'],
    ['at 10:31:12 :fire: :unknown:', 'lines[at 10:31:12 emoji(fire) :unknown:]'],
    ['snake_case_name and 2*3*4', 'lines[snake_case_name and 2*3*4]'],
    ['`*not bold*`', 'lines[code(*not bold*)]'],
    [
      '<@U1> in <#C1|ops> for <!here> <!subteam^S1>',
      'lines[user(U1) in channel(C1) for broadcast(here) group(S1)]',
    ],
    ['<https://example.com?a=1&amp;b=2|a link>', 'lines[link(https://example.com?a=1&b=2 a link)]'],
    ['see https://example.com/a.', 'lines[see link(https://example.com/a https://example.com/a).]'],
    ['<javascript:alert(1)|x>', 'lines[<javascript:alert(1)|x>]'],
    ['a &lt;b&gt; &amp; c', 'lines[a <b> & c]'],
    ['<!date^1700000000^{date}|then>', 'lines[date(1700000000 {date})]'],
    ['before\n&gt; quoted\n&gt; more\nafter', 'lines[before] quote[quoted\nmore] lines[after]'],
    ['text\n```\n*code*\n```\nmore', 'lines[text] pre(*code*) lines[more]'],
  ])('%j', (text, expected) => {
    expect(sketch(text)).toBe(expected);
  });
});
