/** How bad a log line says it is: its level by whatever name or number, and the words that tell of trouble. */

export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'fatal';

const BY_NAME: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  verbose: 'debug',
  debug: 'debug',
  dbug: 'debug',
  info: 'info',
  information: 'info',
  notice: 'info',
  warn: 'warning',
  warning: 'warning',
  err: 'error',
  eror: 'error',
  error: 'error',
  severe: 'error',
  crit: 'fatal',
  critical: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  fatal: 'fatal',
  panic: 'fatal',
};

/** Steps of badness: a template's weight doubles with each, see `severityWeight`. */
const STEPS: Readonly<Record<LogLevel, number>> = { debug: -1, info: 0, warning: 1, error: 2, fatal: 3 };

/**
 * Stems of words that tell of trouble whatever the level says. Words of everyday traffic that merely mention it (`retry`,
 * `closed`, `missing`) are left out on purpose.
 */
const TROUBLE =
  /(?<![a-z])(?:(no |not an? |without |zero |0 )?(?:[a-z]{0,24}(?:error|exception)|fail(?:ed|ure|s|ing|over)?|panic|fatal|refus(?:ed|ing)|timed?[- ]?out|deadline exceeded|unavailable|unreachable|unable|cannot|could not|denied|reject(?:ed|ing)|abort(?:ed|ing)|exhausted|out of memory|oom|killed|deadlock|corrupt(?:ed|ion)?|overload(?:ed)?|broken pipe|connection reset|no route|no space))s?(?![a-z])/gi;
/** A line without any of these cannot hold a word of trouble; saves the search on most lines. */
const HINT =
  /err|exce|fail|panic|fatal|refus|time|un[ar]|cannot|could|den|rej|abort|exh|out of|oom|kill|dead|corr|overl|pipe|reset|no /i;

/** The level behind a name (`WARN`, `Error`, `E`) or a number (syslog's 0–7, pino's 10–60); null for anything else. */
export function parseLevel(value: unknown): LogLevel | null {
  if (typeof value === 'string') {
    const name = value.trim().toLowerCase();
    const known = BY_NAME[name];
    if (known) return known;
    return /^\d{1,2}$/.test(name) ? parseLevel(Number(name)) : null;
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) return null;
  if (value >= 0 && value <= 7) {
    if (value <= 2) return 'fatal';
    if (value === 3) return 'error';
    if (value === 4) return 'warning';
    return value === 7 ? 'debug' : 'info';
  }
  if (value < 10 || value > 60) return null;
  return (
    (['debug', 'debug', 'info', 'warning', 'error', 'fatal'] as const)[Math.floor(value / 10) - 1] ?? null
  );
}

/**
 * The words of trouble in a message, in lower case, each once, in their order. What is denied (`no error`, `0 failures`)
 * does not count.
 */
export function troubleWords(message: string): readonly string[] {
  // A masked status of the server's failures says it as well as a word.
  const found: string[] = message.includes('<5xx>') ? ['5xx'] : [];
  if (!HINT.test(message)) return found;
  for (const match of message.matchAll(TROUBLE)) {
    if (match[1]) continue;
    const word = match[0].toLowerCase();
    if (!found.includes(word)) found.push(word);
  }
  return found;
}

/**
 * How much a line of this kind matters, 1 for an ordinary one. Each step of the level doubles it (the levels are an
 * ordinal scale; doubling keeps a flood of information below a few errors without silencing it). A line that speaks of
 * trouble below the level of an error counts as one step worse.
 */
export function severityWeight(level: LogLevel | null, hasTrouble: boolean): number {
  const step = STEPS[level ?? 'info'];
  return 2 ** (hasTrouble && step < STEPS.error ? step + 1 : step);
}
