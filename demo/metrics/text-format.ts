/** Parses the Prometheus text exposition format (version 0.0.4). Where the samples go is left to the scraper. */
import { labelSetOf, METRIC_NAME, type LabelSet } from './label-set.js';

export interface ExposedSample {
  readonly labels: LabelSet;
  readonly value: number;
  /** The exporter's own timestamp in ms, when the line has one. */
  readonly timeMs: number | undefined;
}

export interface MetricMetadata {
  readonly type: string;
  readonly help: string;
}

export interface Exposition {
  readonly samples: readonly ExposedSample[];
  readonly metadata: ReadonlyMap<string, MetricMetadata>;
}

const METRIC = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const BLANK = /[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\[\\"n])*)"/y;
const NUMBER = /[^ \t]+/y;
const COMMENT = /^#[ \t]+(HELP|TYPE)[ \t]+([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]*(.*)$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Parses a whole exposition; throws a SyntaxError that names the line. */
export function parseTextFormat(text: string): Exposition {
  const samples: ExposedSample[] = [];
  const metadata = new Map<string, MetricMetadata>();
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/^[ \t]+|[ \t\r]+$/g, '');
    if (line === '') continue;
    if (line.startsWith('#')) readComment(line, metadata);
    else samples.push(parseSample(line, index + 1));
  }
  return { samples, metadata };
}

function readComment(line: string, metadata: Map<string, MetricMetadata>): void {
  const [, keyword, name, rest] = COMMENT.exec(line) ?? [];
  if (name === undefined || rest === undefined) return;
  const known = metadata.get(name) ?? { type: 'unknown', help: '' };
  if (keyword === 'TYPE') metadata.set(name, { ...known, type: rest === 'untyped' ? 'unknown' : rest });
  else metadata.set(name, { ...known, help: rest.replace(/\\([\\n])/g, unescape) });
}

function parseSample(line: string, lineNumber: number): ExposedSample {
  let position = 0;
  const fail = (expected: string): never => {
    throw new SyntaxError(`line ${lineNumber}, column ${position + 1}: expected ${expected}`);
  };
  const take = (pattern: RegExp, expected: string): string => {
    pattern.lastIndex = position;
    const found = pattern.exec(line);
    if (found === null) return fail(expected);
    position = pattern.lastIndex;
    return found[1] ?? found[0];
  };
  const skip = (character: string): boolean => {
    take(BLANK, 'a blank');
    if (line[position] !== character) return false;
    position += 1;
    take(BLANK, 'a blank');
    return true;
  };

  const pairs: [string, string][] = [[METRIC_NAME, take(METRIC, 'a metric name')]];
  if (skip('{')) {
    while (!skip('}')) {
      const name = take(LABEL, 'a label name or }');
      if (!skip('=')) fail('=');
      pairs.push([name, take(QUOTED, 'a quoted label value').replace(/\\([\\"n])/g, unescape)]);
      if (!skip(',') && line[position] !== '}') fail(', or }');
    }
  }
  take(BLANK, 'a blank');
  const value = parseValue(take(NUMBER, 'a value')) ?? fail('a number before here');
  take(BLANK, 'a blank');
  const rest = line.slice(position);
  if (rest !== '' && !/^-?\d+$/.test(rest)) fail('a timestamp in whole milliseconds');
  return { labels: labelSetOf(pairs), value, timeMs: rest === '' ? undefined : Number(rest) };
}

function unescape(_: string, character: string): string {
  return character === 'n' ? '\n' : character;
}

function parseValue(text: string): number | undefined {
  if (DECIMAL.test(text)) return Number(text);
  switch (text.toLowerCase()) {
    case 'nan':
      return Number.NaN;
    case 'inf':
    case '+inf':
      return Infinity;
    case '-inf':
      return -Infinity;
    default:
      return /^[+-]?0x[0-9a-f]+$/i.test(text) ? Number(text.replace(/^\+/, '')) : undefined;
  }
}
