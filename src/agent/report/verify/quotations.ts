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
const SINGLE_QUOTED = /(?<![\p{L}\p{N}_=~])'([^'"]{2,})'(?![\p{L}\p{N}_])/gu;
const ARGUMENT = String.raw`[\w./:=@-]*[\w/]`;
/** Behind the name of a program, of which people also talk. */
const NO_COMMAND =
  'to|and|or|for|is|in|on|with|shows?|says?|output|commands?|access|calls?|containers?|images?|charts?|releases?|pods?';
/** A program with its command and what that is for: further words may be those of the sentence. */
const COMMAND = new RegExp(
  [
    String.raw`(?:kubectl|oc|helm|docker|podman|systemctl|aws|gcloud|terraform|redis-cli|argocd|etcdctl) (?!(?:${NO_COMMAND})(?!\w))[a-z][\w-]*(?: ${ARGUMENT})?`,
    String.raw`git (?:push|revert|reset|checkout|rebase|merge)(?: ${ARGUMENT})?`,
    String.raw`sudo ${ARGUMENT}(?: ${ARGUMENT})?`,
    String.raw`(?:rm|chmod|chown|kill|pkill|dd) (?:-\S+|\w+=\S+)(?: \S+)?`,
    String.raw`(?:curl|wget) (?=\S*[./:-])\S+`,
    String.raw`(?:DROP|drop|TRUNCATE|truncate|ALTER|alter) (?:TABLE|table|DATABASE|database|SCHEMA|schema|INDEX|index) ${ARGUMENT}`,
    String.raw`(?:DELETE FROM|delete from|INSERT INTO|insert into) ${ARGUMENT}`,
    String.raw`(?:UPDATE ${ARGUMENT} SET|SELECT .{1,80}? FROM) ${ARGUMENT}`,
  ]
    .map((form) => `(?<![\\w./-])${form}`)
    .join('|'),
  'g',
);
/** A word between backquotes is meant as a name, however ordinary it is. */
const MEANT = /^(?!(?:true|false|null|none|nil|undefined)$)[\p{L}-]{3,}$/u;
/** Fewer words than this are quoted for emphasis, not because they stand somewhere. */
const MIN_WORDS = 3;

/** Addresses, queries and commands, wherever they stand, are taken out of the text; what is only emphasised stays in it. */
export function readQuotations(text: string): { quotations: Quotation[]; words: string[]; rest: string } {
  const quotations: Quotation[] = [];
  const words: string[] = [];
  const take = (written: string, isCode: boolean, whole = written) => {
    quotations.push({ written: written.trim(), isCode });
    return ' '.repeat(whole.length);
  };
  const rest = takeCalls(
    text
      .replace(ADDRESS, (whole: string) => take(whole, true))
      .replace(CODE_SPAN, (whole: string, code: string) => {
        if (!isOneWord(code)) return take(code, true, whole);
        if (MEANT.test(code)) words.push(code);
        return ` ${code} `;
      })
      .replace(QUOTED, (whole: string, line: string) =>
        isShort(line) ? ` ${line} ` : take(line, false, whole),
      )
      .replace(SINGLE_QUOTED, (whole: string, line: string) =>
        isShort(line) ? whole : take(line, false, whole),
      )
      .replace(COMMAND, (whole: string) => take(whole, true)),
    (whole) => take(whole, true),
  ).replace(SELECTOR, (whole: string) => take(whole, true));
  return { quotations, words, rest };
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

const isShort = (line: string) => line.trim().split(' ').length < MIN_WORDS;
const isOneWord = (code: string) => /^[^\s(){}=<>|&;]+$/.test(code);
