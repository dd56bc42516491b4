/** The text of an answer. Pictures, sounds, files and links in it are named and not shown, and nothing is fetched for them. */
import { withoutInvisible } from '../../shared/text.js';

export function textOfContent(content: unknown): string {
  if (typeof content === 'string') return withoutInvisible(content);
  // The adapter gives a single part as it is when the server adds data of its own form.
  if (!Array.isArray(content)) return withoutInvisible(textOfPart(content));
  return content.map((part: unknown) => withoutInvisible(textOfPart(part))).join('\n');
}

function textOfPart(part: unknown): string {
  if (typeof part !== 'object' || part === null) return '';
  if ('text' in part && typeof part.text === 'string') return part.text;
  const type = 'type' in part && typeof part.type === 'string' ? part.type.slice(0, 20) : 'part';
  return `[${type}: not shown]`;
}
