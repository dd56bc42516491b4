/** The inside of a rich_text block (docs.slack.dev/reference/block-kit/blocks/rich-text-block). */
import { url } from './objects.js';
import { boolean, byType, type Check, integer, list, object, oneOf, string } from './schema.js';

const style = object(
  {},
  { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean, highlight: boolean },
);
const id = string(50);

function inline(name: string, required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return object({ type: oneOf(name), ...required }, { style, ...optional });
}

const inlineElement = byType(
  {
    text: inline('text', { text: string(Number.MAX_SAFE_INTEGER) }),
    link: inline('link', { url }, { text: string(3000), unsafe: boolean }),
    emoji: inline('emoji', { name: string(100) }, { unicode: string(100), skin_tone: integer(1, 6) }),
    user: inline('user', { user_id: id }),
    usergroup: inline('usergroup', { usergroup_id: id }),
    channel: inline('channel', { channel_id: id }),
    broadcast: inline('broadcast', { range: oneOf('here', 'channel', 'everyone') }),
    color: inline('color', { value: string(10) }),
    date: inline(
      'date',
      { timestamp: integer(0, 1e11), format: string(200) },
      { url, fallback: string(300) },
    ),
    team: inline('team', { team_id: id }),
  },
  'a rich text element',
);

const inlines = list(inlineElement, 1000, 0);
const section = object({ type: oneOf('rich_text_section'), elements: inlines });

const richTextElement = byType(
  {
    rich_text_section: section,
    rich_text_list: object(
      { type: oneOf('rich_text_list'), style: oneOf('bullet', 'ordered'), elements: list(section, 1000, 0) },
      { indent: integer(0, 8), offset: integer(0, 10_000), border: integer(0, 1) },
    ),
    rich_text_preformatted: object(
      { type: oneOf('rich_text_preformatted'), elements: inlines },
      { border: integer(0, 1), language: string(50) },
    ),
    rich_text_quote: object({ type: oneOf('rich_text_quote'), elements: inlines }, { border: integer(0, 1) }),
  },
  'rich text',
);

export const richText = object(
  { type: oneOf('rich_text'), elements: list(richTextElement, 1000, 0) },
  { block_id: string(255) },
);
