/** How services write their lines. */
import type { Dice } from '../random/dice.js';

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** What a line says, before it has its form. */
export interface Said {
  readonly level: Level;
  readonly message: string;
  readonly fields?: Readonly<Record<string, string | number>>;
  /** Physical lines after the first, such as a stack trace. */
  readonly trace?: readonly string[];
}

export type Format = (said: Said, at: Date) => string;

const plain: Format = ({ level, message, fields, trace }, at) =>
  withTrace(`${at.toISOString()} ${level.toUpperCase()} ${message}${pairs(fields)}`, trace);

const bracketed: Format = ({ level, message, fields, trace }, at) =>
  withTrace(
    `${at.toISOString().replace('T', ' ').slice(0, 23)} [${level.toUpperCase().padEnd(5)}] [worker-${at.getMilliseconds() % 8}] ${message}${pairs(fields)}`,
    trace,
  );

const logfmt: Format = ({ level, message, fields, trace }, at) =>
  [
    `ts=${at.toISOString()}`,
    `level=${level}`,
    `msg=${JSON.stringify(message)}`,
    ...Object.entries(fields ?? {}).map(([key, value]) => `${key}=${value}`),
    ...(trace ? [`stack=${JSON.stringify(trace.join('\n'))}`] : []),
  ].join(' ');

const json: Format = ({ level, message, fields, trace }, at) =>
  JSON.stringify({
    time: at.toISOString(),
    level,
    msg: message,
    ...fields,
    ...(trace ? { stack: trace.join('\n') } : {}),
  });

export const formats: readonly [Format, ...Format[]] = [plain, bracketed, logfmt, json];

/** A format, and the noise that comes with it: lines that carry ids of requests and hosts. */
export const pickFormat = (dice: Dice): Format => dice.pick(formats);

function pairs(fields: Said['fields']): string {
  return Object.entries(fields ?? {})
    .map(([key, value]) => ` ${key}=${value}`)
    .join('');
}

function withTrace(line: string, trace: readonly string[] | undefined): string {
  return trace ? [line, ...trace].join('\n') : line;
}
