/** What of a single log line is worth reading: its message and fields, and of a stack trace where the trouble came from. */
import { cut, oneLine } from '../../shared/text.js';

/** Said apart from the line, or of no use to whoever reads one line. */
const UNTOLD_KEYS =
  /^(?:@?time(?:stamp)?|ts|at|date|level|severity|lvl|loglevel|levelname|(?:trace|span|parent|request|correlation)[-_.]?id|pid|hostname|v)$/i;
const MESSAGE_KEYS = /^(?:msg|@?message|log|event|body|text|short_message)$/i;
const LEADING_TIME =
  /^(?:ts=|time=)?[[(]?(?:\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?|\d\d:\d\d:\d\d(?:[.,]\d+)?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?[\])]?[\s:|-]*/;
/** A place in the code, one of many; what is between two of them is not. */
const FRAME = /^\s*(?:at |File "|from |\.\.\. \d|goroutine |\S+\.\w+:\d+|\^+|created by )/;
const CAUSE = /^\s*(?:caused by|root cause|during handling)|(?:error|exception|panic|fault)\b[^\s]*:/i;
/** Pairs that are told apart, then the message. */
const LOGFMT_MESSAGE =
  /^(?:(?:ts|t|time|timestamp|level|lvl|severity)=\S+\s+){1,3}(?:msg|message)="((?:[^"\\]|\\.)*)"/i;
/** Characters of the line before a trace, and of a cause in it. */
const MAX_HEAD = 140;
const MAX_CAUSES = 3;

/** On one line, at most `max` characters. */
export function tellingText(line: string, max: number): string {
  const [head = '', ...trace] = asText(line).replace(LEADING_TIME, '').split(/\r?\n/);
  if (trace.length === 0) return cut(oneLine(head), max);
  const said = trace.filter((each) => each.trim() !== '' && !FRAME.test(each));
  const causes = said.filter((each) => CAUSE.test(each));
  // Python tells the cause last; what is said without being a frame's code is told there, too.
  const last = trace.findLast((each) => each.trim() !== '' && !FRAME.test(each) && !/^\s{2,}/.test(each));
  const told = [...new Set([...causes.slice(-MAX_CAUSES), ...(last === undefined ? [] : [last])])].map(
    oneLine,
  );
  const room = Math.max(MAX_HEAD, Math.floor(max / 2));
  return cut([cut(oneLine(head), told.length > 0 ? room : max), ...told.toReversed()].join(' … '), max);
}

function asText(line: string): string {
  if (!line.startsWith('{'))
    return withoutWrapping(line)
      .replaceAll(String.raw`\n`, '\n')
      .replaceAll(String.raw`\t`, '\t');
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return line;
  }
  if (typeof value !== 'object' || value === null) return line;
  const parts: string[] = [];
  const traces: string[] = [];
  for (const [key, field] of Object.entries(value)) {
    if (UNTOLD_KEYS.test(key) || field === null) continue;
    const text = typeof field === 'object' ? JSON.stringify(field) : String(field);
    if (text.includes('\n')) traces.push(text);
    else if (MESSAGE_KEYS.test(key)) parts.unshift(text);
    else parts.push(`${key}=${text}`);
  }
  return [parts.join(' '), ...traces].join('\n');
}

/** Of pairs such as `ts=… level=info msg="…"` the message and the pairs after it. */
function withoutWrapping(line: string): string {
  const found = LOGFMT_MESSAGE.exec(line);
  return found ? `${(found[1] ?? '').replaceAll(String.raw`\"`, '"')}${line.slice(found[0].length)}` : line;
}
