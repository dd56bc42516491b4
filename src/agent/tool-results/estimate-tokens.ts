/**
 * How many tokens a model makes of a text, without a tokenizer: its tables would be megabytes to load, and every model has
 * others. Tool results are JSON, PromQL and log lines, which are split much finer than prose.
 */

/** What one token holds at most of a run of one kind; the encodings in use split digits in threes. */
const PER_TOKEN = { lower: 6, capitals: 3, digits: 3, bytes: 3, signs: 2 };

type Kind = 'lower' | 'capitals' | 'digits' | 'foreign' | 'blanks' | 'signs';

/**
 * On the careful side: against OpenAI's o200k_base and cl100k_base it counts 1.0 to 1.5 times as much for JSON, PromQL,
 * log lines, stack traces and identifiers, and at worst a fifth too little, for long stretches of base64.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let kind: Kind = 'blanks';
  let size = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const now = kindOf(code);
    // `Order` is one word.
    const isWord = kind === 'capitals' && size === 1 && now === 'lower';
    if (isWord) kind = 'lower';
    else if (now !== kind) {
      tokens += tokensOf(kind, size);
      [kind, size] = [now, 0];
    }
    size += now === 'foreign' ? bytesOf(code) : 1;
  }
  return tokens + tokensOf(kind, size);
}

function kindOf(code: number): Kind {
  if (code >= 97 && code <= 122) return 'lower';
  if (code >= 65 && code <= 90) return 'capitals';
  if (code >= 48 && code <= 57) return 'digits';
  if (code === 32) return 'blanks';
  return code > 127 ? 'foreign' : 'signs';
}

/** In UTF-8; a half of a surrogate pair counts more, because signs beyond the basic plane are hardly ever one token. */
function bytesOf(code: number): number {
  if (code >= 0xd800 && code < 0xe000) return 5;
  return code < 0x800 ? 2 : 3;
}

function tokensOf(kind: Kind, size: number): number {
  // One blank belongs to the word after it.
  if (kind === 'blanks') return size > 1 ? 1 : 0;
  return Math.ceil(size / PER_TOKEN[kind === 'foreign' ? 'bytes' : kind]);
}
