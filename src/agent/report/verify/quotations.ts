/** What a text repeats word by word: queries, commands, addresses, quoted lines. Pure; the text is plain. */

export interface Quotation {
  readonly written: string;
  /** Code and addresses have to be there to the letter; of a quoted line its pieces around "…". */
  readonly isCode: boolean;
}

const CODE_SPAN = /`([^`]+)`/g;
const ADDRESS = /\b[a-z][a-z+.-]*:\/\/[^\s"'`<>()]+/gi;
const QUOTED = /"([^"]{2,})"/g;
const SELECTOR = /[\w:]*\{[^{}]*[=!~][^{}]*\}(?:\[[^\]]*\])?/g;
const CALL = /\b[a-z_]\w*(?: (?:by|without) ?\([^()]*\))? ?\((?=[^()]*[{[(])/g;
/** Fewer words than this are quoted for emphasis, not because they stand somewhere. */
const MIN_WORDS = 3;

/** Addresses and queries, wherever they stand, are taken out of the text; what is only emphasised stays in it. */
export function readQuotations(text: string): { quotations: Quotation[]; rest: string } {
  const quotations: Quotation[] = [];
  const take = (written: string, isCode: boolean, whole = written) => {
    quotations.push({ written: written.trim(), isCode });
    return ' '.repeat(whole.length);
  };
  const rest = takeCalls(
    text
      .replace(ADDRESS, (whole: string) => take(whole, true))
      .replace(CODE_SPAN, (whole: string, code: string) =>
        isOneWord(code) ? ` ${code} ` : take(code, true, whole),
      )
      .replace(QUOTED, (whole: string, line: string) =>
        line.trim().split(' ').length < MIN_WORDS ? ` ${line} ` : take(line, false, whole),
      ),
    (whole) => take(whole, true),
  ).replace(SELECTOR, (whole: string) => take(whole, true));
  return { quotations, rest };
}

/** `sum(rate(errors[1m]))`: from the function's name to its last bracket. */
function takeCalls(text: string, take: (whole: string) => string): string {
  let result = '';
  let at = 0;
  for (const match of text.matchAll(CALL)) {
    if (match.index < at) continue;
    const end = endOfBrackets(text, match.index + match[0].length - 1);
    result += text.slice(at, match.index) + take(text.slice(match.index, end));
    at = end;
  }
  return result + text.slice(at);
}

function endOfBrackets(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

const isOneWord = (code: string) => /^[^\s(){}=<>|&;]+$/.test(code);
