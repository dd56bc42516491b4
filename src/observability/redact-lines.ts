/** The last thing before a line of the log is written: secrets and personal data in it are replaced, wherever they stand. */
import { randomBytes } from 'node:crypto';
import { createRedactor } from '../privacy/redactor.js';
import { createScan } from '../privacy/scan.js';

/** For lines of JSON. What cannot be looked through is not written; a line that says so is. */
export function createLineRedactor(): (line: string) => string {
  // Placeholders can be compared within one run of the process and nowhere else.
  const key = randomBytes(32);
  const scan = createScan();
  return (line) => {
    try {
      // A redactor of its own for each line: none keeps what it has seen.
      const redacted = createRedactor({ key, scan }).redactValue(JSON.parse(line));
      return `${JSON.stringify(redacted)}\n`;
    } catch {
      const time = new Date().toISOString();
      return `${JSON.stringify({ level: 'error', time, msg: 'a line of the log was withheld: it could not be looked through' })}\n`;
    }
  };
}
