/**
 * Slack user ids in sentences of our own, as mentions. Only for text that quotes nobody: whoever can write into it could
 * ring anybody.
 */
import { mention, plain, type Line } from './block-kit.js';

const ID = /\b[UW](?=[A-Z0-9]*\d)[A-Z0-9]{4,30}\b/g;

/** As spans; `isMeant` keeps ids that somebody else wrote as text. */
export function mentionIds(
  sentence: string,
  max: number,
  isMeant: (id: string) => boolean = () => true,
): Line {
  const spans: Line[number][] = [];
  let end = 0;
  for (const match of sentence.matchAll(ID)) {
    if (!isMeant(match[0])) continue;
    if (match.index > end) spans.push(gluedPlain(sentence.slice(end, match.index), max));
    spans.push(mention(match[0]));
    end = match.index + match[0].length;
  }
  if (end < sentence.length) spans.push(gluedPlain(sentence.slice(end), max));
  return spans;
}

/** In mrkdwn that is escaped already. */
export function mentionIdsMrkdwn(escaped: string): string {
  return escaped.replace(ID, (id) => `<@${id}>`);
}

/** Cleaned, with the spaces at its ends, which stand beside a mention. */
function gluedPlain(text: string, max: number): Line[number] {
  const [lead = ''] = /^\s*/.exec(text) ?? [];
  const [trail = ''] = /\s*$/.exec(text) ?? [];
  const span = plain(text.trim(), max);
  if (text.trim() === '') return { type: 'text', text: ' ' };
  return span.type === 'text' ? { ...span, text: `${lead && ' '}${span.text}${trail && ' '}` } : span;
}
