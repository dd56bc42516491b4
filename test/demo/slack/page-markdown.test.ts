import { describe, expect, test } from '@jest/globals';
import { parseMarkdown } from '../../../demo/slack/page/text/markdown.js';

const paragraph = (text: string) => ({ kind: 'paragraph', text });

describe('Markdown on the page', () => {
  test('a report with headings, lists, tables, code and quotes becomes a tree', () => {
    const blocks = parseMarkdown(
      [
        '# Report',
        'Checkout failed',
        'for a while.',
        '',
        '- one',
        '  - deeper',
        '- [x] done',
        '',
        '3. three',
        '4. four',
        '',
        '| a | b |',
        '|:--|--:|',
        '| 1 | x\\|y |',
        '',
        '```sh',
        'kubectl # no heading',
        '```',
        '> said',
        '---',
      ].join('\n'),
    );

    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: 'Report' },
      paragraph('Checkout failed\nfor a while.'),
      {
        kind: 'list',
        start: undefined,
        items: [
          {
            isDone: undefined,
            children: [
              paragraph('one'),
              {
                kind: 'list',
                start: undefined,
                items: [{ isDone: undefined, children: [paragraph('deeper')] }],
              },
            ],
          },
          { isDone: true, children: [paragraph('done')] },
        ],
      },
      {
        kind: 'list',
        start: 3,
        items: [
          { isDone: undefined, children: [paragraph('three')] },
          { isDone: undefined, children: [paragraph('four')] },
        ],
      },
      { kind: 'table', align: ['left', 'right'], head: ['a', 'b'], rows: [['1', 'x|y']] },
      { kind: 'code', text: 'kubectl # no heading' },
      { kind: 'quote', children: [paragraph('said')] },
      { kind: 'rule' },
    ]);
  });

  test('a fence that is still open while a stream comes runs to the end', () => {
    expect(parseMarkdown('```\nERROR 1\n\nERROR 2')).toEqual([{ kind: 'code', text: 'ERROR 1\n\nERROR 2' }]);
  });

  test.each(['', '\n\n', '|', '- ', '> ', '#', '1.', '***', '[', '`'.repeat(5000), '- '.repeat(200)])(
    'hostile text %# neither throws nor hangs',
    (text) => {
      expect(Array.isArray(parseMarkdown(text))).toBe(true);
    },
  );
});
