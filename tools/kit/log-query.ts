/** LogQL as tools send it: words become a filter that cannot be left, and a query is held to asking for lines. */

/** For people and models, in the words of the tool's fields. */
type CheckedLogQuery = { readonly isOk: true } | { readonly isOk: false; readonly problem: string };

/**
 * Lines that contain the text, in whatever case. The text is taken literally: nothing in it is a pattern, and nothing in
 * it ends the filter.
 */
export function lineFilter(text: string): string {
  return `|~ ${quote(`(?i)${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`)}`;
}

/** Lines that none of the patterns matches as a whole. */
export function excludeLines(patterns: readonly string[]): string {
  const pattern = `^(?:${patterns.join('|')})$`;
  // Backslashes stay single between backticks, and the question short.
  return ` !~ ${pattern.includes('`') ? quote(pattern) : `\`${pattern}\``}`;
}

/** A query for lines, which means a stream selector that names something, followed by filters and parsers. */
export function checkLogQuery(query: string): CheckedLogQuery {
  const parts = splitQuery(query.trim());
  if (!parts) return refused('A quote or a brace in it is not closed.');
  if (!parts.selector) {
    return refused(
      'It must begin with a stream selector, such as {app="checkout"}; numbers are made from its lines here.',
    );
  }
  if (!/[\w.]\s*(?:=~?)\s*(?:"[^"]|`[^`])/.test(parts.selector)) {
    return refused(
      'Its stream selector must name at least one label with a value, such as {app="checkout"}.',
    );
  }
  // Outside of quotes only a range, which makes numbers of lines, has square brackets; a comment would hide our filters.
  if (/[[\]#]/.test(parts.bare)) {
    return refused('It must ask for lines, without a range such as [5m] and without a comment.');
  }
  return { isOk: true };
}

interface QueryParts {
  /** `{…}` at the beginning; empty when there is none. */
  readonly selector: string;
  /** What follows it, without what is in quotes. */
  readonly bare: string;
}

/** Undefined when a quote or the selector's brace is left open. */
function splitQuery(query: string): QueryParts | undefined {
  let [quoted, selector, bare] = ['', '', ''];
  let isInSelector = query.startsWith('{');
  for (let index = 0; index < query.length; index += 1) {
    const character = query[index] ?? '';
    const isEscape = quoted === '"' && character === '\\';
    const text = isEscape ? character + (query[index + 1] ?? '') : character;
    if (isEscape) index += 1;
    if (isInSelector) selector += text;
    else if (quoted === '') bare += text;
    if (quoted !== '') quoted = text === quoted ? '' : quoted;
    else if (text === '"' || text === '`') quoted = text;
    else if (text === '}' && isInSelector) isInSelector = false;
  }
  return quoted === '' && !isInSelector ? { selector, bare } : undefined;
}

/** A string as LogQL (and Go) reads it: JSON's escapes are among Go's, but half a character pair is not. */
const quote = (text: string): string => JSON.stringify(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));

const refused = (problem: string): CheckedLogQuery => ({ isOk: false, problem });
