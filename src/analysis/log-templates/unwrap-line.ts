/**
 * What a log line says, without what its carrier wrapped around it: container runtimes, JSON, logfmt, klog, or a plain
 * line that begins with a time and a level.
 */
import { isRecord } from '../../shared/is-record.js';
import { parseLevel, type LogLevel } from './log-level.js';

interface UnwrappedLine {
  readonly message: string;
  /** Null when the line does not say. */
  readonly level: LogLevel | null;
}

const MESSAGE_KEYS = ['msg', 'message', 'log', 'event', 'body', 'text', '@message', 'short_message'];
const LEVEL_KEYS = [
  'level',
  'severity',
  'lvl',
  'loglevel',
  'log.level',
  'levelname',
  'severity_text',
  'severitytext',
];
const ERROR_KEYS = [
  'error',
  'err',
  'exception',
  'error.message',
  'err.message',
  'exception.message',
  'reason',
  'cause',
];
const STATUS_KEYS = ['status', 'status_code', 'statuscode', 'http.status_code', 'http_status', 'code'];
/** Scalars told of an object without a message. */
const MAX_PAIRS = 12;
/** A container runtime's JSON around an application's JSON around its message. */
const MAX_DEPTH = 3;

const ESCAPE = String.fromCharCode(27);
const COLOURS = new RegExp(`${ESCAPE}[[][0-9;]*m`, 'g');
const RUNTIME_PREFIX = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] /;
const KLOG = /^([IWEF])\d{4} [\d:.]+ +\d+ (\S+:\d+)\] ?/;
const KLOG_LEVELS: Readonly<Record<string, LogLevel>> = { I: 'info', W: 'warning', E: 'error', F: 'fatal' };
/** All of the line is pairs; `replied with status=1 msg=ok` in a sentence is none. */
const LOGFMT = /^[\w.@-]+=(?:.*\s)?(?:msg|message|level|lvl|severity)=|^(?:msg|message|level|lvl|severity)=/;
const PAIR = /([\w.@-]+)=("(?:[^"\\]|\\.)*"|\S*)/g;
/** Upper case, or in brackets, or ended by a colon: a lower-case `error` in a sentence is no level. */
const PLAIN_LEVEL =
  /(?:^|[\s[|(<])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERR|ERROR|SEVERE|CRIT|CRITICAL|ALERT|FATAL|PANIC|EMERG)(?=[\s\]|)>:,]|$)|\[ ?(trace|debug|info|notice|warn|warning|error|crit|critical|alert|fatal|panic|emerg) ?\]|^(debug|info|notice|warn|warning|error|critical|fatal|panic): /;
const LEADING_TIME =
  /^[[(]?(?:\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?|\d\d:\d\d:\d\d(?:[.,]\d+)?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?[\])]?[\s:|-]*/;
/** Correlation ids belong to the request, not to the sentence. */
const CORRELATION =
  /[[(]?\b(?:trace|span|parent|request|correlation|transaction)[-_ ]?id["']?\s*[:=]\s*["']?[\w-]*["']?[\])]?[,;]?\s*/gi;
const CORRELATION_HINT = /(?:trace|span|parent|request|correlation|transaction)[-_ ]?id/i;
/** Where a plain line's level is looked for. */
const PLAIN_HEAD = 100;

/** The first physical line alone is read: what follows is a stack trace, which varies where its cause does not. */
export function unwrapLine(line: string): UnwrappedLine {
  const unwrapped = unwrap(line, MAX_DEPTH);
  if (!CORRELATION_HINT.test(unwrapped.message)) return unwrapped;
  return { ...unwrapped, message: unwrapped.message.replaceAll(CORRELATION, '').trim() };
}

function unwrap(line: string, depth: number): UnwrappedLine {
  let text = line.includes(ESCAPE) ? line.replaceAll(COLOURS, '') : line;
  if (text.startsWith('{')) return unwrapJson(text, depth) ?? { message: firstLine(text), level: null };
  text = firstLine(text);
  const first = text.charCodeAt(0);
  const beginsWithDigit = first >= 48 && first <= 57;
  if (beginsWithDigit && RUNTIME_PREFIX.test(text) && depth > 0) {
    return unwrap(text.replace(RUNTIME_PREFIX, ''), depth - 1);
  }
  const klog = KLOG.exec(text);
  if (klog) return { message: text.slice(klog[0].length), level: KLOG_LEVELS[klog[1] ?? ''] ?? null };
  if (text.includes('=') && LOGFMT.test(text)) {
    const read = unwrapLogfmt(text);
    if (read) return read;
  }
  return unwrapPlain(text);
}

function unwrapJson(text: string, depth: number): UnwrappedLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Cut in the middle by whoever stored it: what is there still says most of it.
    const message = /"(?:msg|message|log)"\s*:\s*"((?:[^"\\]|\\.)*)/.exec(text)?.[1];
    const level = /"(?:level|severity|lvl)"\s*:\s*"?(\w+)/.exec(text)?.[1];
    if (message === undefined) return undefined;
    const inner = unwrap(message.replaceAll('\\n', '\n').replaceAll('\\"', '"'), Math.max(0, depth - 1));
    return { message: inner.message, level: parseLevel(level) ?? inner.level };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>();
  for (const [key, field] of Object.entries(value)) {
    fields.set(key.toLowerCase(), field);
    if (isRecord(field) && (key === 'err' || key === 'error' || key === 'log' || key === 'exception')) {
      for (const inner of ['message', 'level'])
        if (inner in field) fields.set(`${key}.${inner}`, field[inner]);
    }
  }
  const text0 = firstText(fields, MESSAGE_KEYS);
  const level = firstLevel(fields);
  const problem = firstText(fields, ERROR_KEYS);
  if (text0 === undefined) return { message: problem ?? describePairs(fields), level };
  const inner = depth > 0 ? unwrap(text0, depth - 1) : { message: firstLine(text0), level: null };
  return {
    message: withProblem(inner.message, problem) + failedStatus(fields),
    level: level ?? inner.level,
  };
}

function unwrapLogfmt(text: string): UnwrappedLine | undefined {
  const fields = new Map<string, unknown>();
  for (const [, key = '', value = ''] of text.matchAll(PAIR)) {
    fields.set(key.toLowerCase(), value.startsWith('"') ? value.slice(1, -1).replaceAll('\\"', '"') : value);
  }
  const message = firstText(fields, MESSAGE_KEYS);
  const level = firstLevel(fields);
  if (message === undefined) return level === null ? undefined : { message: text, level };
  return { message: withProblem(message, firstText(fields, ERROR_KEYS)) + failedStatus(fields), level };
}

function unwrapPlain(text: string): UnwrappedLine {
  const time = LEADING_TIME.exec(text);
  const rest = time ? text.slice(time[0].length) : text;
  const found = PLAIN_LEVEL.exec(rest.length > PLAIN_HEAD ? rest.slice(0, PLAIN_HEAD) : rest);
  if (!found) return { message: rest, level: null };
  const level = parseLevel(found[1] ?? found[2] ?? found[3]);
  // A level at the front is told by `level`; one further in stays where it is, with what stands before it.
  const message = found.index === 0 ? rest.slice(found[0].length).replace(/^[\s\]|)>:,-]+/, '') : rest;
  return { message, level };
}

function withProblem(message: string, problem: string | undefined): string {
  return problem === undefined || problem === '' || message.includes(problem)
    ? message
    : `${message}: ${firstLine(problem)}`;
}

/** "request done" is the same sentence for 200 and for 503, so a status of failure is added to it. */
function failedStatus(fields: ReadonlyMap<string, unknown>): string {
  for (const key of STATUS_KEYS) {
    const status = Number(fields.get(key));
    if (Number.isInteger(status) && status >= 400 && status <= 599) return ` (status ${status})`;
  }
  return '';
}

function firstText(fields: ReadonlyMap<string, unknown>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = fields.get(key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function firstLevel(fields: ReadonlyMap<string, unknown>): LogLevel | null {
  for (const key of LEVEL_KEYS) {
    const level = parseLevel(fields.get(key));
    if (level) return level;
  }
  return null;
}

function describePairs(fields: ReadonlyMap<string, unknown>): string {
  const pairs: string[] = [];
  for (const [key, value] of fields) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      pairs.push(`${key}=${value}`);
    }
    if (pairs.length === MAX_PAIRS) break;
  }
  return pairs.join(' ');
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end === -1 ? text : text.slice(0, end);
}
