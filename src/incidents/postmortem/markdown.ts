/** Text from outside as Markdown that shows it as it is: no link, picture, mention, heading or HTML comes to life. */

const SPECIAL = /[\\`*_{}[\]<>#|~!$]/g;

/** One line of prose or one table cell. Line breaks become spaces; more than `max` characters are cut. */
export function escapeMarkdown(text: string, max = 500): string {
  const line = text
    .slice(0, max * 4)
    .replace(/[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu, ' ')
    .trim();
  const short = line.length > max ? `${line.slice(0, max - 1).trimEnd()}…` : line;
  // Bare addresses become links in most viewers; broken they stay readable. A name after @ rings nobody's phone.
  return short
    .replace(SPECIAL, '\\$&')
    .replaceAll('://', '\\[:\\]//')
    .replace(/\b(www)\.(?=\S)/gi, '$1\\[.\\]')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/^([-+])(?=\s)/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s)/, '$1\\$2')
    .replace(/@(?=\w)/g, '@\u2060');
}

/** A code span that holds any text; backticks in it cannot end it. */
export function codeSpan(text: string, max = 500): string {
  const line = text
    .slice(0, max * 4)
    .replace(/[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu, ' ')
    .trim();
  const short = line.length > max ? `${line.slice(0, max - 1)}…` : line;
  const longest = Math.max(0, ...[...short.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return short === '' ? '' : `${fence}${pad}${short}${pad}${fence}`;
}

/** A table; cells are taken as they are, but for their line breaks. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
