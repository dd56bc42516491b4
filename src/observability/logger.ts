/** The program's log: JSON lines on stdout. Messages are constant text, values are fields; secrets are cut out. */
import { pino, type Logger as PinoLogger } from 'pino';
import { createLineRedactor } from './redact-lines.js';

export type Logger = Pick<PinoLogger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>;

/** Field names whose values never reach the log, whatever they are; at the top level and one level down. */
const SECRET_FIELDS = [
  'token',
  'password',
  'secret',
  'apiKey',
  'authorization',
  'botToken',
  'appToken',
  'signingSecret',
];

/** Creates the logger; tests pass a `destination` to read what was logged. */
export function createLogger(options: {
  level: string;
  destination?: { write(line: string): void };
}): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[secret]' },
  };
  const destination = options.destination ?? pino.destination(1);
  const redact = createLineRedactor();
  return pino(settings, { write: (line: string) => destination.write(redact(line)) });
}

/** Says nothing; for tests and scripts that need a logger. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
