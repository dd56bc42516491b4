import { describe, expect, test } from '@jest/globals';
import { checkBlocks, findBlockProblems } from '../../../demo/slack/block-kit/check-blocks.js';
import { checkView } from '../../../demo/slack/block-kit/check-view.js';
import type { Json } from '../../../demo/slack/local-slack.js';

const plain = (text: string): Json => ({ type: 'plain_text', text });
const mrkdwn = (text: string): Json => ({ type: 'mrkdwn', text });
const button = (extra: Json = {}): Json => ({ type: 'button', action_id: 'a', text: plain('Go'), ...extra });
const raw = (text: string): Json => ({ type: 'raw_text', text });
const TASK: Json = { type: 'task_card', task_id: 't1', title: 'Query', status: 'complete' };
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
    ['an alert', { type: 'alert', level: 'warning', text: mrkdwn('careful') }],
    ['a card', { type: 'card', title: mrkdwn('Roll back'), actions: [button()] }],
    ['a carousel', { type: 'carousel', elements: [{ type: 'card', body: mrkdwn('x') }] }],
    [
      'a container',
      {
        type: 'container',
        title: plain('Details'),
        is_collapsible: true,
        default_collapsed: true,
        child_blocks: [{ type: 'section', text: mrkdwn('x') }],
      },
    ],
    [
      'a data table',
      {
        type: 'data_table',
        caption: 'Queue',
        page_size: 10,
        rows: [
          [raw('service'), raw('p99')],
          [raw('checkout'), { type: 'raw_number', value: 2.1, text: '2.1 s' }],
        ],
      },
    ],
    ['a task', TASK],
    ['a plan', { type: 'plan', title: 'Investigate', tasks: [TASK] }],
    [
      'feedback buttons',
      {
        type: 'context_actions',
        elements: [
          {
            type: 'feedback_buttons',
            action_id: 'f',
            positive_button: { text: plain('Good'), value: 'good' },
            negative_button: { text: plain('Bad'), value: 'bad' },
          },
          { type: 'icon_button', action_id: 'd', icon: 'trash', text: plain('Remove') },
        ],
      },
    ],
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
      'a picture that is not on the web',
      { type: 'image', image_url: 'data:image/png;base64,AAAA', alt_text: 'x' },
      'invalid_url [json-pointer:/blocks/0/image_url]',
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
    [
      'a card with nothing on it',
      { type: 'card', subtitle: mrkdwn('x') },
      'must have at least one of: hero_image, title, actions, body [json-pointer:/blocks/0]',
    ],
    [
      'a card with a long body',
      { type: 'card', body: mrkdwn('x'.repeat(201)) },
      'must be less than 201 characters [json-pointer:/blocks/0/body/text]',
    ],
    [
      'a card in a container',
      { type: 'container', title: plain('x'), child_blocks: [{ type: 'card', body: mrkdwn('x') }] },
      'unsupported type for a container block: card [json-pointer:/blocks/0/child_blocks/0/type]',
    ],
    [
      'a container without title',
      { type: 'container', child_blocks: [{ type: 'divider' }] },
      'must have either title or rich_text_title [json-pointer:/blocks/0]',
    ],
    [
      'a data table without caption',
      { type: 'data_table', rows: [[raw('x')]] },
      'missing required field: caption [json-pointer:/blocks/0]',
    ],
    [
      'a table of 101 rows',
      { type: 'table', rows: Array.from({ length: 101 }, () => [raw('x')]) },
      'no more than 100 items allowed [json-pointer:/blocks/0/rows]',
    ],
    [
      'a row of 21 cells',
      { type: 'table', rows: [Array.from({ length: 21 }, () => raw('x'))] },
      'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
    ],
    [
      'a task in an unknown state',
      { ...TASK, status: 'resting' },
      'must be one of: pending, in_progress, complete, error [json-pointer:/blocks/0/status]',
    ],
    [
      'a plan with a broken task',
      { type: 'plan', title: 'x', tasks: [{ type: 'task_card' }] },
      'missing required field: task_id [json-pointer:/blocks/0/tasks/0]',
    ],
    [
      'formatted text in a menu',
      actions({ type: 'static_select', action_id: 'a', options: [{ text: mrkdwn('*x*'), value: 'x' }] }),
      'must be one of: plain_text [json-pointer:/blocks/0/elements/0/options/0/text/type]',
    ],
    [
      'a picture from nowhere',
      { type: 'image', alt_text: 'x', slack_file: {} },
      'must have either id or url [json-pointer:/blocks/0/slack_file]',
    ],
    [
      'six feedback elements',
      {
        type: 'context_actions',
        elements: Array.from({ length: 6 }, (_, index) => ({
          type: 'icon_button',
          action_id: `a${index}`,
          icon: 'trash',
          text: plain('x'),
        })),
      },
      'no more than 5 items allowed [json-pointer:/blocks/0/elements]',
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

  test('markdown has a limit over all its blocks, tables one of number', () => {
    const markdown = Array.from({ length: 2 }, () => ({ type: 'markdown', text: 'x'.repeat(6001) }));
    const tables = Array.from({ length: 2 }, () => ({ type: 'table', rows: [[raw('x')]] }));

    expect(findBlockProblems(markdown, 'message')).toEqual([
      'all markdown together must be less than 12001 characters [json-pointer:/blocks]',
    ]);
    expect(findBlockProblems(tables, 'message')).toEqual(['only_one_table_allowed [json-pointer:/blocks]']);
  });

  test('ids are unique inside containers too', () => {
    const child = { type: 'divider', block_id: 'x' };
    const container = { type: 'container', title: plain('x'), child_blocks: [child] };

    expect(findBlockProblems([child, container], 'message')).toEqual([
      'block_id already exists [json-pointer:/blocks/1/child_blocks/0/block_id]',
    ]);
  });

  test('blocks of messages do not stand in views', () => {
    expect(findBlockProblems([TASK], 'modal')).toEqual([
      'unsupported type for a block: task_card [json-pointer:/blocks/0/type]',
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
