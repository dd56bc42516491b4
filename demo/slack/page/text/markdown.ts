/** Parses the Markdown of `markdown` blocks, canvases and files into a tree; drawing it is left to `markdown-view.tsx`. */

export type MarkdownBlock =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' }
  | { readonly kind: 'quote'; readonly children: readonly MarkdownBlock[] }
  | { readonly kind: 'list'; readonly start: number | undefined; readonly items: readonly ListItem[] }
  | {
      readonly kind: 'table';
      readonly align: readonly Align[];
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

export type Align = 'left' | 'center' | 'right' | undefined;

export interface ListItem {
  /** Undefined for an item that is no task. */
  readonly isDone: boolean | undefined;
  readonly children: readonly MarkdownBlock[];
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])(?:\s+|$)/;
const TABLE_LINE = /^ {0,3}\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

function cells(line: string): string[] {
  return line
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function alignOf(mark: string): Align {
  if (mark.startsWith(':') && mark.endsWith(':')) return 'center';
  if (mark.endsWith(':')) return 'right';
  return mark.startsWith(':') ? 'left' : undefined;
}

function isTableAt(lines: readonly string[], at: number): boolean {
  const marks = lines[at + 1] ?? '';
  return (
    (lines[at] ?? '').includes('|') && marks.includes('-') && marks.includes('|') && TABLE_LINE.test(marks)
  );
}

function startsBlock(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return (
    line.trim() === '' ||
    [FENCE, HEADING, RULE, QUOTE, ITEM].some((expression) => expression.test(line)) ||
    isTableAt(lines, at)
  );
}

export function parseMarkdown(text: string): MarkdownBlock[] {
  return parseLines(text.replaceAll('\r\n', '\n').replaceAll('\t', '    ').split('\n'));
}

function parseLines(lines: readonly string[]): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  let at = 0;
  while (at < lines.length) {
    const [block, next] = parseAt(lines, at);
    if (block !== undefined) blocks.push(block);
    at = next;
  }
  return blocks;
}

/** The block that starts at a line, and the line after it. */
function parseAt(lines: readonly string[], at: number): [MarkdownBlock | undefined, number] {
  const line = lines[at] ?? '';
  if (line.trim() === '') return [undefined, at + 1];
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) return parseFence(lines, at, fence);
  const heading = HEADING.exec(line);
  if (heading !== null) {
    return [{ kind: 'heading', level: (heading[1] ?? '#').length, text: heading[2] ?? '' }, at + 1];
  }
  if (RULE.test(line)) return [{ kind: 'rule' }, at + 1];
  if (QUOTE.test(line)) {
    const end = endOf(lines, at, (one) => QUOTE.test(one));
    const inside = lines.slice(at, end).map((one) => one.replace(QUOTE, ''));
    return [{ kind: 'quote', children: parseLines(inside) }, end];
  }
  if (isTableAt(lines, at)) return parseTable(lines, at);
  if (ITEM.test(line)) return parseList(lines, at);
  let end = at + 1;
  while (end < lines.length && !startsBlock(lines, end)) end += 1;
  return [
    {
      kind: 'paragraph',
      text: lines
        .slice(at, end)
        .map((one) => one.trim())
        .join('\n'),
    },
    end,
  ];
}

function endOf(lines: readonly string[], at: number, belongs: (line: string) => boolean): number {
  let end = at;
  while (end < lines.length && belongs(lines[end] ?? '')) end += 1;
  return end;
}

/** A fence that never closes runs to the end, so that a stream looks right while it is still coming. */
function parseFence(lines: readonly string[], at: number, fence: string): [MarkdownBlock, number] {
  const end = endOf(lines, at + 1, (line) => !line.trim().startsWith(fence));
  return [{ kind: 'code', text: lines.slice(at + 1, end).join('\n') }, end + 1];
}

function parseTable(lines: readonly string[], at: number): [MarkdownBlock, number] {
  const head = cells(lines[at] ?? '');
  const end = endOf(lines, at + 2, (line) => line.includes('|'));
  const rows = lines.slice(at + 2, end).map((line) => {
    const row = cells(line);
    return head.map((_, index) => row[index] ?? '');
  });
  return [{ kind: 'table', align: cells(lines[at + 1] ?? '').map(alignOf), head, rows }, end];
}

function parseList(lines: readonly string[], at: number): [MarkdownBlock, number] {
  const first = ITEM.exec(lines[at] ?? '');
  const indent = first?.[1]?.length ?? 0;
  const isOrdered = /\d/.test(first?.[2] ?? '');
  const items: ListItem[] = [];
  let line = at;
  while (line < lines.length) {
    const marker = ITEM.exec(lines[line] ?? '');
    if (marker === null || (marker[1]?.length ?? 0) !== indent || /\d/.test(marker[2] ?? '') !== isOrdered)
      break;
    const width = marker[0].trimEnd().length + 1;
    let end = line + 1;
    while (end < lines.length && belongsToItem(lines, end, indent)) end += 1;
    const body = [
      (lines[line] ?? '').slice(marker[0].length),
      ...lines
        .slice(line + 1, end)
        .map((one) => one.slice(Math.min(width, one.length - one.trimStart().length))),
    ];
    const task = /^\[([ xX])\]\s+/.exec(body[0] ?? '');
    if (task !== null) body[0] = (body[0] ?? '').slice(task[0].length);
    items.push({ isDone: task === null ? undefined : task[1] !== ' ', children: parseLines(body) });
    line = end;
  }
  return [
    { kind: 'list', start: isOrdered ? Number.parseInt(first?.[2] ?? '1', 10) : undefined, items },
    line,
  ];
}

function belongsToItem(lines: readonly string[], at: number, indent: number): boolean {
  const line = lines[at] ?? '';
  const depth = line.length - line.trimStart().length;
  if (line.trim() === '') {
    // A blank line belongs to the item only when something indented follows.
    const next = lines.slice(at + 1).find((one) => one.trim() !== '') ?? '';
    const nextDepth = next.length - next.trimStart().length;
    return next !== '' && (nextDepth > indent || (ITEM.test(next) && nextDepth === indent));
  }
  if (depth > indent) return true;
  return !startsBlock(lines, at);
}
