/**
 * The part of Go's template language that alert rules use: `{{ $labels.x }}`, `{{ $value }}`, and pipelines of formatting
 * functions. Templates are compiled when the rules are loaded, so a typing mistake is found before anything burns.
 */
import {
  formatPlain,
  formatPrintf,
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
} from './go-format.js';

/** What a template may refer to. */
export interface TemplateInput {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}
export type Template = (input: TemplateInput) => string;

type Value = string | number;
type Step = (value: Value) => Value;
type Source = (input: TemplateInput) => Value;

const ACTION = /\{\{(-\s)?([\s\S]*?)(\s-)?\}\}/g;
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|`[^`]*`|\||[^\s|]+)/y;

const NUMERIC: ReadonlyMap<string, (value: number) => string> = new Map([
  ['humanize', humanize],
  ['humanize1024', humanize1024],
  ['humanizePercentage', humanizePercentage],
  ['humanizeDuration', humanizeDuration],
]);
const TEXTUAL: ReadonlyMap<string, (value: string) => string> = new Map([
  ['toUpper', (text: string) => text.toUpperCase()],
  ['toLower', (text: string) => text.toLowerCase()],
  ['title', (text: string) => text.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase())],
]);

/** Compiles a template; throws a SyntaxError that quotes what it does not know. */
export function compileTemplate(text: string): Template {
  const parts: Source[] = [];
  let position = 0;
  let trimsNext = false;
  const literal = (raw: string, trimsEnd: boolean) => {
    const start = trimsNext ? raw.trimStart() : raw;
    const trimmed = trimsEnd ? start.trimEnd() : start;
    parts.push(() => trimmed);
  };
  for (const match of text.matchAll(ACTION)) {
    literal(text.slice(position, match.index), match[1] !== undefined);
    const action = (match[2] ?? '').trim();
    if (!/^\/\*[\s\S]*\*\/$/.test(action)) parts.push(compileAction(action));
    position = match.index + match[0].length;
    trimsNext = match[3] !== undefined;
  }
  if (text.slice(position).includes('{{')) throw new SyntaxError('"{{" without "}}"');
  literal(text.slice(position), false);
  return (input) => parts.map((part) => asText(part(input))).join('');
}

function compileAction(action: string): Source {
  const stages = splitPipeline(action);
  const [head = [], ...rest] = stages;
  const [first, ...operands] = head;
  if (first === undefined) throw new SyntaxError(`empty action in "{{ ${action} }}"`);
  let source: Source;
  if (operands.length === 0) {
    source = compileOperand(first);
  } else {
    // A call such as `printf "%.1f" $value`: the last operand is the value, as if it had been piped in.
    const value = compileOperand(operands.at(-1) ?? '');
    const step = compileStep([first, ...operands.slice(0, -1)]);
    source = (input) => step(value(input));
  }
  return rest.map(compileStep).reduce<Source>((before, step) => (input) => step(before(input)), source);
}

function splitPipeline(action: string): string[][] {
  const stages: string[][] = [[]];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(action); found !== null; found = TOKEN.exec(action)) {
    const token = found[1] ?? '';
    if (token === '|') stages.push([]);
    else stages.at(-1)?.push(token);
  }
  return stages;
}

function compileOperand(token: string): Source {
  const label = /^(?:\$labels|\.Labels)\.([a-zA-Z_][a-zA-Z0-9_]*)$/.exec(token)?.[1];
  if (label !== undefined) return ({ labels }) => labels.get(label) ?? '';
  if (token === '$value' || token === '.Value') return ({ value }) => value;
  const text = unquote(token);
  if (text !== undefined) return () => text;
  const number = Number(token);
  if (token !== '' && !Number.isNaN(number)) return () => number;
  throw new SyntaxError(`"${token}" is not supported in alert templates`);
}

function compileStep([name = '', ...operands]: readonly string[]): Step {
  if (name === 'printf') {
    const format = unquote(operands[0] ?? '');
    if (format === undefined || operands.length !== 1)
      throw new SyntaxError('printf takes one quoted format and one value');
    if (formatPrintf(format, 0) === undefined && formatPrintf(format, '') === undefined) {
      throw new SyntaxError(`the printf format "${format}" is not supported`);
    }
    return (value) => formatPrintf(format, value) ?? asText(value);
  }
  const numeric = NUMERIC.get(name);
  const textual = TEXTUAL.get(name);
  if (operands.length > 0 || (numeric === undefined && textual === undefined)) {
    throw new SyntaxError(`"${[name, ...operands].join(' ')}" is not supported in alert templates`);
  }
  return (value) => (numeric === undefined ? (textual?.(asText(value)) ?? '') : numeric(Number(value)));
}

function unquote(token: string): string | undefined {
  if (/^`[^`]*`$/.test(token)) return token.slice(1, -1);
  if (!/^"(?:[^"\\]|\\.)*"$/.test(token)) return undefined;
  return token
    .slice(1, -1)
    .replace(/\\(.)/g, (_, character: string) =>
      character === 'n' ? '\n' : character === 't' ? '\t' : character,
    );
}

function asText(value: Value): string {
  return typeof value === 'number' ? formatPlain(value) : value;
}
