/** A message as a reader sees it, one line per line, for snapshots that people can check by eye. */
import type { Block, MessageContent, Span } from '../../src/slack/blocks/kit/block-kit.js';

export function outline({ text, blocks }: MessageContent): string {
  return [`text: ${text}`, ...blocks.map(outlineBlock)].join('\n');
}

function outlineBlock(block: Block): string {
  switch (block.type) {
    case 'rich_text':
      return block.elements
        .map((element) => {
          if (element.type === 'rich_text_list') {
            return element.elements.map((item) => `  • ${spans(item.elements)}`).join('\n');
          }
          const words = spans(element.elements);
          return element.type === 'rich_text_preformatted' ? words.replace(/^/gm, '  | ') : words;
        })
        .join('\n');
    case 'context':
      return block.elements
        .map((element) => ('text' in element ? element.text.replace(/^/gm, '  (') : ''))
        .join('\n');
    case 'actions':
      return block.elements
        .map((element) =>
          element.type === 'button' ? `[${element.text.text}] ${element.value ?? ''}` : element.type,
        )
        .join(' ');
    case 'context_actions':
      return block.elements
        .map((element) =>
          element.type === 'feedback_buttons'
            ? [element.positive_button, element.negative_button]
                .map(({ text, value }) => `[${text.text}] ${value}`)
                .join(' ')
            : element.type,
        )
        .join(' ');
    default:
      return block.type;
  }
}

function spans(elements: readonly Span[]): string {
  return elements.map(outlineSpan).join('');
}

function outlineSpan(span: Span): string {
  switch (span.type) {
    case 'text':
      return span.text;
    case 'user':
      return `<@${span.user_id}>`;
    case 'date':
      return `${span.format}=${span.fallback ?? ''}`;
    default:
      return `<${span.type}>`;
  }
}
