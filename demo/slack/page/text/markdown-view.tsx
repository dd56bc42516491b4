/** Draws Markdown. Links are dead unless they lead to the web, and pictures become links: nothing loads by itself. */
import { Fragment, type ReactNode } from 'react';
import { emoji, isEmoji } from './emoji.js';
import { type MarkdownBlock, parseMarkdown } from './markdown.js';
import { Pictures } from './pictures.js';

interface Rule {
  readonly expression: RegExp;
  readonly draw: (match: RegExpExecArray) => ReactNode;
}

const isWeb = (url: string): boolean => /^(https?:|mailto:)/i.test(url);

function drawLink(text: string, url: string): ReactNode {
  if (!isWeb(url)) return drawInline(text);
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {text === url ? text : drawInline(text)}
    </a>
  );
}

const RULES: readonly Rule[] = [
  { expression: /(`+)(.+?)\1/, draw: (match) => <code>{(match[2] ?? '').trim()}</code> },
  { expression: /\\([!-/:-@[-`{-~])/, draw: (match) => match[1] },
  {
    expression: /!?\[([^\]]*)\]\(<?([^\s()<>]+(?:\([^\s()]*\))?)>?(?:\s+"[^"]*")?\)/,
    draw: (match) => drawLink(match[1] || (match[2] ?? ''), match[2] ?? ''),
  },
  {
    expression: /<(https?:\/\/[^\s<>]+)>|https?:\/\/[^\s<>|*`]+[^\s<>|*`.,;:!?)'"\]]/,
    draw: (match) => drawLink(match[1] ?? match[0], match[1] ?? match[0]),
  },
  {
    expression: /(\*\*|__)(?=\S)([\s\S]+?\S?)\1/,
    draw: (match) => <strong>{drawInline(match[2] ?? '')}</strong>,
  },
  {
    expression: /\*(?=[^\s*])([^*]*[^\s*])\*|(?<![\p{L}\p{N}])_(?=\S)([^_]*\S)_(?![\p{L}\p{N}])/u,
    draw: (match) => <em>{drawInline(match[1] ?? match[2] ?? '')}</em>,
  },
  { expression: /~~(?=\S)([\s\S]*?\S)~~/, draw: (match) => <s>{drawInline(match[1] ?? '')}</s> },
  {
    expression: /:([a-z][a-z0-9_+-]*|[+-]1):/,
    draw: (match) => <Pictures text={isEmoji(match[1] ?? '') ? emoji(match[1] ?? '') : match[0]} />,
  },
];

function drawInline(text: string): ReactNode {
  let first: { readonly match: RegExpExecArray; readonly rule: Rule } | undefined;
  for (const rule of RULES) {
    const match = rule.expression.exec(text);
    if (match !== null && (first === undefined || match.index < first.match.index)) first = { match, rule };
  }
  if (first === undefined) return <Pictures text={text} />;
  const { match, rule } = first;
  return (
    <>
      <Pictures text={text.slice(0, match.index)} />
      {rule.draw(match)}
      {drawInline(text.slice(match.index + match[0].length))}
    </>
  );
}

function drawAll(blocks: readonly MarkdownBlock[]): ReactNode {
  return blocks.map((block, index) => <Fragment key={index}>{drawBlock(block)}</Fragment>);
}

function drawBlock(block: MarkdownBlock): ReactNode {
  switch (block.kind) {
    case 'heading': {
      // The page's own headings come first, so a document's start below them.
      const Heading = `h${Math.min(6, block.level + 2)}` as 'h3' | 'h4' | 'h5' | 'h6';
      return <Heading className={`md-${block.level}`}>{drawInline(block.text)}</Heading>;
    }
    case 'paragraph':
      return <p>{drawInline(block.text)}</p>;
    case 'code':
      return <pre>{block.text}</pre>;
    case 'rule':
      return <hr />;
    case 'quote':
      return <blockquote>{drawAll(block.children)}</blockquote>;
    case 'list': {
      const items = block.items.map((item, index) => (
        <li key={index} className={item.isDone === undefined ? undefined : 'task'}>
          {item.isDone !== undefined && (
            <input
              type="checkbox"
              checked={item.isDone}
              disabled
              aria-label={item.isDone ? 'done' : 'open'}
            />
          )}
          {item.children.length === 1 && item.children[0]?.kind === 'paragraph'
            ? drawInline(item.children[0].text)
            : drawAll(item.children)}
        </li>
      ));
      return block.start === undefined ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
    }
    case 'table':
      return (
        <div className="table-frame" role="region" aria-label="Table" tabIndex={0}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell, index) => (
                  <th key={index} scope="col" style={{ textAlign: block.align[index] }}>
                    {drawInline(cell)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, line) => (
                <tr key={line}>
                  {row.map((cell, index) => (
                    <td key={index} style={{ textAlign: block.align[index] }}>
                      {drawInline(cell)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

export function Markdown({ text }: { text: string }) {
  return <div className="markdown">{drawAll(parseMarkdown(text))}</div>;
}
