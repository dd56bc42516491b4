import { describe, expect, test } from '@jest/globals';
import { checkBlocks, findBlockProblems } from '../../../demo/slack/block-kit/check-blocks.js';
import { checkView } from '../../../demo/slack/block-kit/check-view.js';
import type { Json } from '../../../demo/slack/local-slack.js';

const plain = (text: string): Json => ({ type: 'plain_text', text });
const mrkdwn = (text: string): Json => ({ type: 'mrkdwn', text });
const button = (extra: Json = {}): Json => ({ type: 'button', action_id: 'a', text: plain('Go'), ...extra });
const actions = (...elements: Json[]): Json => ({ type: 'actions', elements });

describe('Block Kit validator', () => {
  test.each<[string, Json]>([
    ['a section with fields', { type: 'section', fields: [mrkdwn('*a*'), mrkdwn('b')] }],
    [
      'a button with a confirm dialog',
      actions(
        button({
          confirm: { title: plain('Sure?'), text: mrkdwn('x'), confirm: plain('Yes'), deny: plain('No') },
        }),
      ),
    ],
    [
      'an image with alternative text',
      { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'A chart' },
    ],
    [
      'a rich text list',
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            style: 'bullet',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }],
          },
        ],
      },
    ],
    ['a table', { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }],
    ['markdown', { type: 'markdown', text: '**bold**' }],
  ])('%s is fine', (_case, block) => {
    expect(findBlockProblems([block], 'message')).toEqual([]);
  });

  test.each<[string, Json, string]>([
    ['an empty section', { type: 'section' }, 'missing required field: text [json-pointer:/blocks/0]'],
    [
      'a long section',
      { type: 'section', text: mrkdwn('x'.repeat(3001)) },
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'an empty text',
      { type: 'section', text: mrkdwn('') },
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a header in mrkdwn',
      { type: 'header', text: mrkdwn('x') },
      'must be one of: plain_text [json-pointer:/blocks/0/text/type]',
    ],
    [
      'a long header',
      { type: 'header', text: plain('x'.repeat(151)) },
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a long button',
      actions(button({ text: plain('x'.repeat(76)) })),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a long button value',
      actions(button({ value: 'x'.repeat(2001) })),
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'twenty-six buttons',
      actions(...Array.from({ length: 26 }, (_, index) => button({ action_id: `a${index}` }))),
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'an unknown block',
      { type: 'ascii_art' },
      'unsupported type for a block: ascii_art [json-pointer:/blocks/0/type]',
    ],
    [
      'an unknown field',
      { type: 'divider', colour: 'red' },
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    [
      'a picture without alternative text',
      { type: 'image', image_url: 'https://example.com/a.png' },
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ],
    [
      'a button in a context',
      { type: 'context', elements: [button()] },
      'unsupported type for a context element: button [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      'one action id twice in a block',
      actions(button(), button()),
      'action_id already exists [json-pointer:/blocks/0/elements]',
    ],
  ])('%s is refused', (_case, block, problem) => {
    expect(findBlockProblems([block], 'message')).toContain(problem);
  });

  test('a message has at most 50 blocks, each id once', () => {
    const dividers = Array.from({ length: 51 }, () => ({ type: 'divider' }));
    const twins = [
      { type: 'divider', block_id: 'x' },
      { type: 'divider', block_id: 'x' },
    ];

    expect(findBlockProblems(dividers, 'message')).toEqual([
      'no more than 50 items allowed [json-pointer:/blocks]',
    ]);
    expect(findBlockProblems(twins, 'message')).toEqual([
      'block_id already exists [json-pointer:/blocks/1/block_id]',
    ]);
  });

  test('all text together has a limit of its own', () => {
    const blocks = Array.from({ length: 5 }, () => ({ type: 'section', text: mrkdwn('x'.repeat(2900)) }));

    expect(() => checkBlocks(blocks, 'message')).toThrow('msg_blocks_too_long');
    expect(() => checkBlocks(blocks, 'message', { checkSum: false })).not.toThrow();
  });

  test('a modal with inputs needs a submit button and a short title', () => {
    const input = {
      type: 'input',
      label: plain('Name'),
      element: { type: 'plain_text_input', action_id: 'a' },
    };

    expect(() => checkView({ type: 'modal', title: plain('T'), blocks: [input] })).toThrow(
      'invalid_arguments',
    );
    expect(() => checkView({ type: 'modal', title: plain('x'.repeat(25)), blocks: [] })).toThrow(
      'invalid_arguments',
    );
    expect(() =>
      checkView({ type: 'modal', title: plain('T'), submit: plain('OK'), blocks: [input] }),
    ).not.toThrow();
  });
});
