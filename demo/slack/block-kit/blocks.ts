/** Blocks, by type (docs.slack.dev/reference/block-kit/blocks). */
import { plan, taskCard } from './agent-blocks.js';
import {
  accessoryElements,
  actionElements,
  contextActionElements,
  image,
  inputElements,
} from './elements.js';
import { card, carousel, container, dataTable, tableCell } from './layout-blocks.js';
import { anyText, blockId, imageUrl, plainText, slackFile, url } from './objects.js';
import { richText } from './rich-text.js';
import { boolean, byType, type Check, integer, list, object, oneOf, string, withRule } from './schema.js';

function block(name: string, required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return object({ type: oneOf(name), ...required }, { block_id: blockId, ...optional });
}

const section = withRule(
  block(
    'section',
    {},
    {
      text: anyText(3000),
      fields: list(anyText(2000), 10),
      accessory: byType(accessoryElements, 'a section accessory'),
      expand: boolean,
    },
  ),
  (value, pointer, report) => {
    if (value['text'] === undefined && value['fields'] === undefined)
      report('missing required field: text', pointer);
  },
);

const columnSettings = object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean });

/** Blocks that may stand in a message. */
const flatBlocks: Record<string, Check> = {
  actions: block('actions', { elements: list(byType(actionElements, 'an actions element'), 25) }),
  context: block('context', {
    elements: list(
      byType({ image, plain_text: anyText(3000), mrkdwn: anyText(3000) }, 'a context element'),
      10,
    ),
  }),
  context_actions: block('context_actions', {
    elements: list(byType(contextActionElements, 'a context_actions element'), 5),
  }),
  divider: block('divider', {}),
  header: block('header', { text: plainText(150) }, { level: integer(1, 6) }),
  image: withRule(
    block(
      'image',
      { alt_text: string(2000) },
      { image_url: imageUrl, slack_file: slackFile, title: plainText(2000) },
    ),
    (value, pointer, report) => {
      if ((value['image_url'] === undefined) === (value['slack_file'] === undefined)) {
        report('must have either image_url or slack_file', pointer);
      }
    },
  ),
  input: block(
    'input',
    { label: plainText(2000), element: byType(inputElements, 'an input element') },
    { dispatch_action: boolean, hint: plainText(2000), optional: boolean },
  ),
  markdown: block('markdown', { text: string(12_000) }),
  rich_text: richText,
  section,
  table: block(
    'table',
    { rows: list(list(tableCell, 20), 100) },
    { column_settings: list(columnSettings, 20, 0) },
  ),
  video: block(
    'video',
    { alt_text: string(2000), title: plainText(200), video_url: url, thumbnail_url: url },
    {
      author_name: string(50),
      description: plainText(200),
      provider_icon_url: url,
      provider_name: string(50),
      title_url: url,
    },
  ),
  file: block('file', { external_id: string(255), source: oneOf('remote') }),
  alert: block(
    'alert',
    { text: anyText(3000) },
    { level: oneOf('default', 'info', 'warning', 'error', 'success') },
  ),
  task_card: taskCard,
  plan,
  card,
  carousel,
  data_table: dataTable,
};

const messageBlocks: Record<string, Check> = { ...flatBlocks, container: container(flatBlocks) };

/** Blocks that views do not take. */
const MESSAGE_ONLY = [
  'task_card',
  'plan',
  'table',
  'data_table',
  'markdown',
  'file',
  'context_actions',
  'card',
  'carousel',
  'container',
];

export type Surface = 'message' | 'modal' | 'home';

const viewBlocks = Object.fromEntries(
  Object.entries(messageBlocks).filter(([name]) => !MESSAGE_ONLY.includes(name)),
);

/** At most 50 blocks in a message, 100 in a view. */
export function blocksFor(surface: Surface): Check {
  return surface === 'message'
    ? list(byType(messageBlocks, 'a block'), 50, 0)
    : list(byType(viewBlocks, 'a block'), 100, 0);
}
