import { describe, expect, test } from '@jest/globals';
import { codeSpan, escapeMarkdown, markdownTable } from '../../../src/incidents/postmortem/markdown.js';

describe('escapeMarkdown', () => {
  test.each([
    ['[click](https://evil.example)', '\\[click\\](https\\[:\\]//evil.example)'],
    ['![x](http://evil.example/p.png)', '\\!\\[x\\](http\\[:\\]//evil.example/p.png)'],
    ['<script>alert(1)</script>', '\\<script\\>alert(1)\\</script\\>'],
    ['<!channel> | cell', '\\<\\!channel\\> \\| cell'],
    ['# heading\n- list', '\\# heading - list'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['a\u202eb\u0000c\u{E0101}d\u3164e', 'a b c d e'],
    ['www.evil.example', 'www\\[.\\]evil.example'],
    ['http&colon;//evil.example &amp; &#91;x', 'http\\&colon;//evil.example \\&amp; &\\#91;x'],
  ])('%j is shown as it stands', (text, markdown) => {
    expect(escapeMarkdown(text)).toBe(markdown);
  });

  test('a name after @ calls nobody', () => {
    expect(escapeMarkdown('@channel')).toBe('@\u2060channel');
  });

  test('long text is cut and says so', () => {
    expect(escapeMarkdown('word '.repeat(100), 20)).toBe('word word word word…');
  });
});

describe('codeSpan', () => {
  test.each([
    ['up{job="api"}', '`up{job="api"}`'],
    ['a ` b', '`` a ` b ``'],
    ['a `` b', '``` a `` b ```'],
    ['two\nlines', '`two lines`'],
    ['', ''],
  ])('%j', (text, span) => {
    expect(codeSpan(text)).toBe(span);
  });
});

test('a table keeps every row on one line', () => {
  expect(markdownTable(['a', 'b'], [['1\n2', '3']])).toBe('| a | b |\n| --- | --- |\n| 1 2 | 3 |');
});
