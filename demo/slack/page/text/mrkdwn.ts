/** Parses Slack's mrkdwn into a tree; drawing it is left to `rich.tsx`. */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly label: string }
  | { readonly kind: 'user' | 'channel' | 'group'; readonly id: string }
  | { readonly kind: 'broadcast'; readonly range: string }
  | { readonly kind: 'date'; readonly timestamp: number; readonly format: string; readonly fallback: string }
  | { readonly kind: 'emoji'; readonly name: string };

export type Part =
  | { readonly kind: 'pre'; readonly text: string }
  | { readonly kind: 'quote' | 'lines'; readonly children: readonly Inline[] };

/** Slack encodes exactly these three. */
function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** What stands between `<` and `>`. Unknown entities stay visible as text. */
function parseEntity(inside: string): Inline {
  const bar = inside.indexOf('|');
  const target = bar === -1 ? inside : inside.slice(0, bar);
  const label = decode(bar === -1 ? target : inside.slice(bar + 1));
  const rest = target.slice(1);
  if (target.startsWith('@')) return { kind: 'user', id: rest };
  if (target.startsWith('#')) return { kind: 'channel', id: rest };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice('!subteam^'.length) };
  if (target.startsWith('!date^')) {
    const [, timestamp = '', format = ''] = target.split('^');
    return { kind: 'date', timestamp: Number(timestamp), format, fallback: label };
  }
  if (target.startsWith('!')) return { kind: 'broadcast', range: rest };
  if (/^(https?:|mailto:|tel:)/.test(target)) return { kind: 'link', url: decode(target), label };
  return { kind: 'text', text: decode(`<${inside}>`) };
}

interface Rule {
  readonly expression: RegExp;
  build(match: RegExpExecArray, isEmoji: (name: string) => boolean): Inline | undefined;
}

/** Marks count only at the borders of words, as in Slack: `a*b*c` and `10:31:12` stay as they are. */
function style(mark: string, kind: 'bold' | 'italic' | 'strike'): Rule {
  return {
    expression: new RegExp(
      `(?<![\\p{L}\\p{N}])[${mark}](?=\\S)([^\\n]*?\\S)[${mark}](?![\\p{L}\\p{N}])`,
      'u',
    ),
    build: (match, isEmoji) => ({ kind, children: parseInline(match[1] ?? '', isEmoji) }),
  };
}

const RULES: readonly Rule[] = [
  { expression: /`([^`\n]+)`/, build: (match) => ({ kind: 'code', text: decode(match[1] ?? '') }) },
  { expression: /<([^<>\n]+)>/, build: (match) => parseEntity(match[1] ?? '') },
  {
    expression: /https?:\/\/[^\s<>|*_~`]+[^\s<>|*_~`.,;:!?)'"\]]/,
    build: (match) => ({ kind: 'link', url: decode(match[0]), label: decode(match[0]) }),
  },
  style('*', 'bold'),
  style('_', 'italic'),
  style('~', 'strike'),
  {
    expression: /:([a-z0-9_+'-]+):/,
    build: (match, isEmoji) =>
      isEmoji(match[1] ?? '') ? { kind: 'emoji', name: match[1] ?? '' } : undefined,
  },
];

function parseInline(text: string, isEmoji: (name: string) => boolean): Inline[] {
  let first: { readonly at: number; readonly length: number; readonly node: Inline } | undefined;
  for (const rule of RULES) {
    const match = firstMatch(rule, text, isEmoji);
    if (match !== undefined && (first === undefined || match.at < first.at)) first = match;
  }
  if (first === undefined) return text === '' ? [] : [{ kind: 'text', text: decode(text) }];
  const before = text.slice(0, first.at);
  return [
    ...(before === '' ? [] : [{ kind: 'text', text: decode(before) } as const]),
    first.node,
    ...parseInline(text.slice(first.at + first.length), isEmoji),
  ];
}

/** The first place where the rule applies; `10:31:12` looks like an emoji and is passed over. */
function firstMatch(rule: Rule, text: string, isEmoji: (name: string) => boolean) {
  let from = 0;
  while (from < text.length) {
    const match = rule.expression.exec(text.slice(from));
    if (match === null) return undefined;
    const node = rule.build(match, isEmoji);
    if (node !== undefined) return { at: from + match.index, length: match[0].length, node };
    from += match.index + 1;
  }
  return undefined;
}

/** Code fences, runs of quoted lines, and everything else. */
export function parseMrkdwn(text: string, isEmoji: (name: string) => boolean): Part[] {
  const parts: Part[] = [];
  const pieces = text.split(/```\n?([\s\S]*?)\n?```/);
  pieces.forEach((piece, index) => {
    if (index % 2 === 1) {
      parts.push({ kind: 'pre', text: decode(piece) });
      return;
    }
    // The line break beside a code block belongs to the block.
    let lines = piece.split('\n');
    if (index > 0 && lines[0] === '') lines = lines.slice(1);
    if (index < pieces.length - 1 && lines.at(-1) === '') lines = lines.slice(0, -1);
    while (lines.length > 0) {
      const isQuote = isQuoted(lines[0] ?? '');
      const end = lines.findIndex((line) => isQuoted(line) !== isQuote);
      const run = lines.slice(0, end === -1 ? lines.length : end);
      lines = lines.slice(run.length);
      const body = (isQuote ? run.map((line) => line.replace(/^(&gt;|>) ?/, '')) : run).join('\n');
      if (body.trim() !== '')
        parts.push({ kind: isQuote ? 'quote' : 'lines', children: parseInline(body, isEmoji) });
    }
  });
  return parts;
}

function isQuoted(line: string): boolean {
  return line.startsWith('&gt;') || line.startsWith('>');
}
