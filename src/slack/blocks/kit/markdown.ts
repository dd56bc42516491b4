/**
 * The small part of Markdown that answers use, as rich_text, which Slack does not parse again: bold, italic, code, lists,
 * headings, quotes and code blocks. Links keep their words and lose their address; everything else is text.
 */
import {
  bold,
  bullets,
  code,
  glue,
  italic,
  mention,
  paragraph,
  plain,
  preformatted,
  type Block,
  type Line,
  type Span,
} from './block-kit.js';
import { cleanText } from './escape.js';

const MAX_LINES = 60;
const MAX_LINE = 600;
const MAX_CODE = 2500;
/** Longer text is not an answer; the rest is cut before it costs time. */
const MAX_INPUT = 12_000;

/** `[words](address)`, `![words](address)`, `[words][reference]`, `<address>` and `<address|words>`, without the address. */
export function withoutLinks(markdown: string): string {
  return markdown
    .slice(0, MAX_INPUT)
    .replace(/!?\[([^\][\n]{0,300})\]\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?\)/g, '$1')
    .replace(/!?\[([^\][\n]{1,300})\]\[[^\][\n]{0,100}\]/g, '$1')
    .replace(
      /<(?:https?|ftp|mailto|tel|file|javascript|data|slack):[^<>|\n]{0,2000}\|([^<>\n]{0,300})>/gi,
      '$1',
    )
    .replace(/<[!@#][^<>\n]{0,300}>/g, (entity) => entity.slice(1, -1));
}

/** `@U012AB3CD` becomes a mention for the ids in `people` and stays text for every other. */
export function parseMarkdown(markdown: string, people: readonly string[] = []): Block[] {
  const lines = withoutLinks(markdown).replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let prose: Line[] = [];
  let items: Line[] = [];
  const flush = () => {
    if (items.length > 0) {
      // A list belongs to the line before it.
      const heading = prose.pop() ?? [];
      if (prose.length > 0) blocks.push(paragraph(...prose));
      blocks.push(listBlock(heading, items));
    } else if (prose.length > 0) blocks.push(paragraph(...prose));
    prose = [];
    items = [];
  };
  let shown = 0;
  for (let at = 0; at < lines.length && shown < MAX_LINES; at += 1) {
    const line = lines[at] ?? '';
    if (/^\s*(```|~~~)/.test(line)) {
      flush();
      const end = lines.findIndex((other, index) => index > at && /^\s*(```|~~~)\s*$/.test(other));
      const inside = lines.slice(at + 1, end === -1 ? undefined : end).join('\n');
      if (inside.trim() !== '') blocks.push(withoutHeading(preformatted([], inside, MAX_CODE)));
      if (end === -1) break;
      at = end;
      shown += 3;
      continue;
    }
    if (line.trim() === '' || /^\s*([-*_]\s*){3,}$/.test(line)) {
      flush();
      continue;
    }
    shown += 1;
    const item = /^\s{0,8}(?:[-*+•]|\d{1,3}[.)])\s+(.*)$/.exec(line);
    if (item) {
      items.push(spansOf(item[1] ?? '', people));
      continue;
    }
    if (items.length > 0) flush();
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line);
    if (heading) {
      flush();
      prose.push([bold(stripMarks(heading[1] ?? ''), MAX_LINE)]);
    } else prose.push(spansOf(line.replace(/^\s*>\s?/, ''), people));
  }
  flush();
  return blocks;
}

function listBlock(heading: Line, items: readonly Line[]): Block {
  const block = bullets(heading, items);
  return heading.length > 0 ? block : withoutHeading(block);
}

/** A section without elements is refused. */
function withoutHeading(block: Block): Block {
  return block.type === 'rich_text' ? { ...block, elements: block.elements.slice(1) } : block;
}

const MARKS =
  /(`+)([^`\n]+?)\1(?!`)|\*\*([^*\n]+?)\*\*|__([^_\n]+?)__|(?<![\w*])\*([^*\s][^*\n]*?)\*(?![\w*])|(?<![\w_])_([^_\s][^_\n]*?)_(?![\w_])/g;

/** One line with its marks; what is not closed is shown as it stands. */
function spansOf(line: string, people: readonly string[]): Line {
  const text = line.slice(0, MAX_LINE * 2);
  const spans: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    push(spans, text.slice(from, match.index), people);
    const [whole, , codeText, strong, strongToo, slanted, slantedToo] = match;
    if (codeText !== undefined) spans.push(code(codeText, 300));
    else if (strong ?? strongToo) spans.push(bold(stripMarks(strong ?? strongToo ?? ''), MAX_LINE));
    else spans.push(italic(stripMarks(slanted ?? slantedToo ?? ''), MAX_LINE));
    from = match.index + whole.length;
  }
  push(spans, text.slice(from), people);
  return spans.length === 0 ? [plain(text, MAX_LINE)] : spans;
}

const PERSON = /@([UW][A-Z0-9]{2,30})(?![A-Za-z0-9])/;

function push(spans: Span[], text: string, people: readonly string[]): void {
  // Odd places hold what stood behind the @.
  for (const [index, part] of text.split(PERSON).entries()) {
    if (index % 2 === 0) pushText(spans, part);
    else if (people.includes(part)) spans.push(mention(part));
    else pushText(spans, `@${part}`);
  }
}

/** Cleaning trims; the space between a word and its neighbour is put back. */
function pushText(spans: Span[], text: string): void {
  const inner = cleanText(text, { max: MAX_LINE });
  const lead = /^\s/.test(text) && spans.length > 0 ? ' ' : '';
  const trail = inner !== '' && /\s$/.test(text) ? ' ' : '';
  const whole = `${lead}${inner}${trail}`;
  if (whole !== '') spans.push(glue(whole));
}

const stripMarks = (text: string) => text.replace(/\*\*|__|`/g, '');
