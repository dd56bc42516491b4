/** Cards, carousels, containers and data tables. */
import { actionElements, image } from './elements.js';
import { anyText, blockId, mrkdwn, plainText } from './objects.js';
import { richText } from './rich-text.js';
import {
  boolean,
  byType,
  type Check,
  integer,
  list,
  number,
  object,
  oneOf,
  string,
  withRule,
} from './schema.js';

/** Any of these makes a card. */
const CARD_CONTENT = ['hero_image', 'title', 'actions', 'body'];

const button = actionElements['button'] as Check;

export const card = withRule(
  object(
    { type: oneOf('card') },
    {
      block_id: blockId,
      hero_image: image,
      icon: image,
      title: mrkdwn(150),
      subtitle: mrkdwn(150),
      body: mrkdwn(200),
      actions: list(button, 5),
    },
  ),
  (value, pointer, report) => {
    if (CARD_CONTENT.every((name) => value[name] === undefined)) {
      report(`must have at least one of: ${CARD_CONTENT.join(', ')}`, pointer);
    }
  },
);

export const carousel = object({ type: oneOf('carousel'), elements: list(card, 10) }, { block_id: blockId });

/** A cell of a table or data table. */
export const tableCell = byType(
  {
    raw_text: object({ type: oneOf('raw_text'), text: string(10_000) }),
    raw_number: object({ type: oneOf('raw_number'), value: number, text: string(100) }),
    rich_text: richText,
  },
  'a table cell',
);

export const dataTable = object(
  { type: oneOf('data_table'), rows: list(list(tableCell, 20), 100), caption: string(2000) },
  { block_id: blockId, page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
);

/** What may stand in a container: no card, plan, alert, markdown or data table. */
const CHILDREN = [
  'actions',
  'context',
  'divider',
  'file',
  'header',
  'image',
  'input',
  'rich_text',
  'section',
  'table',
  'video',
];

/** `blocks` are all blocks of a message; a container takes some of them. */
export function container(blocks: Record<string, Check>): Check {
  const children = Object.fromEntries(Object.entries(blocks).filter(([name]) => CHILDREN.includes(name)));
  return withRule(
    object(
      { type: oneOf('container'), child_blocks: list(byType(children, 'a container block'), 10) },
      {
        block_id: blockId,
        title: plainText(150),
        rich_text_title: richText,
        subtitle: anyText(150),
        width: oneOf('narrow', 'standard', 'wide', 'full'),
        icon: image,
        is_collapsible: boolean,
        default_collapsed: boolean,
        has_header_divider: boolean,
      },
    ),
    (value, pointer, report) => {
      if (value['title'] === undefined && value['rich_text_title'] === undefined) {
        report('must have either title or rich_text_title', pointer);
      }
      if (value['default_collapsed'] === true && value['is_collapsible'] !== true) {
        report('default_collapsed needs is_collapsible', pointer);
      }
    },
  );
}
