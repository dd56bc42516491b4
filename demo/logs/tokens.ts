/** Cuts LogQL into tokens, and reads them one after another with Loki's words for what it did not expect. */
import { parseString } from '../metrics/promql/literals.js';
import { LogqlError } from './logql-error.js';

interface Token {
  readonly kind: 'IDENTIFIER' | 'STRING' | 'DURATION' | 'symbol' | '$end';
  readonly text: string;
  readonly at: number;
}

const TOKEN =
  /\s*(?:(?<STRING>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?<DURATION>(?:\d+(?:ns|us|ms|s|m|h|d|w|y))+)|(?<IDENTIFIER>[A-Za-z_][\w.]*)|(?<symbol>\|=|\|~|\|>|!=|!~|!>|=~|[{}()[\],=|]))/y;

export interface Tokens {
  /** Whether the next one is this symbol or word, which is then passed over. */
  takes(text: string): boolean;
  /** Passes over this symbol; throws when something else comes. */
  expect(text: string): void;
  identifier(): string;
  /** What is inside the quotes. */
  string(): string;
  duration(): string;
  /** The symbol or word that comes next. */
  peek(): string;
  isAtEnd(): boolean;
  /** Throws: what comes next does not belong here. */
  refuse(expected?: string): never;
}

export function createTokens(query: string): Tokens {
  const tokens = cut(query);
  let index = 0;
  const next = (): Token => tokens[index] ?? { kind: '$end', text: '', at: query.length };

  function refuse(expected?: string): never {
    const { kind, text, at } = next();
    const what = kind === 'symbol' ? text : kind;
    throw parseError(
      query,
      at,
      `unexpected ${what}${expected === undefined ? '' : `, expecting ${expected}`}`,
    );
  }

  function read(kind: Token['kind']): string {
    const token = next();
    if (token.kind !== kind) refuse(kind);
    index += 1;
    return token.text;
  }

  function takes(text: string): boolean {
    const token = next();
    if (token.kind === 'STRING' || token.text !== text || token.kind === '$end') return false;
    index += 1;
    return true;
  }

  return {
    takes,
    expect(text) {
      if (!takes(text)) refuse(text);
    },
    identifier: () => read('IDENTIFIER'),
    string() {
      const { at } = next();
      return parseString(read('STRING')) ?? fail(query, at, 'invalid char escape');
    },
    duration: () => read('DURATION'),
    peek: () => next().text,
    isAtEnd: () => next().kind === '$end',
    refuse,
  };
}

function cut(query: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const end = query.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(query)?.groups;
    const found = Object.entries(groups ?? {}).find(([, text]) => text !== undefined);
    if (!found) {
      const rest = query.slice(at).trimStart();
      const words = /^["`]/.test(rest)
        ? 'literal not terminated'
        : `unexpected character ${rest.slice(0, 1)}`;
      return fail(query, query.length - rest.length, words);
    }
    const [kind, text] = found;
    tokens.push({ kind: kind as Token['kind'], text, at: pattern.lastIndex - text.length });
  }
  return tokens;
}

function fail(query: string, at: number, words: string): never {
  throw parseError(query, at, words);
}

function parseError(query: string, at: number, words: string): LogqlError {
  const before = query.slice(0, at).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return new LogqlError(`parse error at line ${before.length}, col ${column}: syntax error: ${words}`);
}
