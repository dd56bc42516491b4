/** A service's structured log: JSON lines in a ring buffer, read through `GET /admin/logs`; nothing goes to stdout. */

const KEPT_LINES = 500; // about a minute of a busy service, well under 1 MB

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogLine {
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly level: LogLevel;
  readonly service: string;
  /** What happened; to whom and how often is in the other fields. */
  readonly message: string;
  readonly [field: string]: unknown;
}

export interface StructuredLog {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** The newest lines, oldest first; `level` keeps that level and worse. */
  tail(options?: { limit?: number; level?: LogLevel }): readonly LogLine[];
}

const SEVERITY: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** `onLine` gets each line as it is written, as a collector of logs would. */
export function createStructuredLog(
  service: string,
  onLine: (line: LogLine) => void = () => undefined,
): StructuredLog {
  const lines: LogLine[] = [];
  return {
    write(level, message, fields = {}) {
      const line = { ...fields, at: new Date().toISOString(), level, service, message };
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine(line);
    },
    tail({ limit = 100, level = 'debug' } = {}) {
      return lines.filter((line) => SEVERITY[line.level] >= SEVERITY[level]).slice(-limit);
    },
  };
}

export function isLogLevel(text: string | null): text is LogLevel {
  return text !== null && Object.hasOwn(SEVERITY, text);
}
