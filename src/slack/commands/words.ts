/** What people write after a command's verb, taken apart. Pure; a mistake is a UserInputError that says what to write. */
import { SEVERITIES, type Severity } from '../../incidents/incident.js';
import { UserInputError } from '../../shared/errors.js';

export interface Words {
  /** As written, without the verb, entities undone. */
  readonly text: string;
  readonly list: readonly string[];
}

export function toWords(text: string): Words {
  const trimmed = text.trim();
  return { text: trimmed, list: trimmed === '' ? [] : trimmed.split(/\s+/) };
}

/** `12`, `#12`, `INC-12` → 12; undefined for anything else. */
export function readNumber(word: string | undefined): number | undefined {
  const digits = /^(?:inc-?|#)?(\d{1,9})$/i.exec(word ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Everything after the first word. */
export function withoutFirst({ text, list }: Words): Words {
  return toWords(text.slice((list[0] ?? '').length));
}

export function readSeverity(text: string): Severity {
  const word = text.toLowerCase();
  const severity = SEVERITIES.find((known) => known === word || known === `sev${word}`);
  if (severity) return severity;
  throw new UserInputError(`\`${text}\` is not a severity. Use ${SEVERITIES.join(', ')}; sev1 is the worst.`);
}
