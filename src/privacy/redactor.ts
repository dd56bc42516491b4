/** Replaces secrets and personal data by placeholders, or fails: a text that could not be looked through is not given back. */
import { FirewatchError } from '../shared/errors.js';
import { createRedactorStream, type RedactorStream } from './redactor-stream.js';
import { createValueRedactor } from './redact-value.js';
import { restoreIn } from './restore-value.js';
import { createScan, type Scan } from './scan.js';
import { createVault } from './vault.js';

/** The text was not looked through to its end. Nothing of it may be sent. */
export class RedactionError extends FirewatchError {
  readonly code = 'redaction';
}

export interface RedactorOptions {
  /** Secret under which values are compared, at least 16 bytes; one per incident (`privacy.ts`). */
  readonly key: string | Uint8Array;
  /** For readers who may see whom a text names: only secrets are replaced. False when left out. */
  readonly isForPeople?: boolean;
  readonly limits?: Partial<RedactorLimits>;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
  /** Finds what is replaced; the product's own rules when omitted. */
  readonly scan?: Scan;
}

export interface RedactorLimits {
  /** Longest text, in characters. */
  readonly characters: number;
  /** Longest time for one text, in milliseconds. */
  readonly milliseconds: number;
  /** Longest line that a stream holds back until its end has come, in characters. */
  readonly lineCharacters: number;
}

/** 50 MB of answers at once, at a tenth of the speed that is measured. */
const LIMITS: RedactorLimits = { characters: 52_428_800, milliseconds: 10_000, lineCharacters: 2_097_152 };

export interface Replaced {
  readonly group: 'secret' | 'person';
  /** `password`, `private-key`, `email`, … */
  readonly kind: string;
  readonly placeholder: string;
}

export interface Redacted {
  readonly text: string;
  /** What was replaced, in the order of the text. */
  readonly found: readonly Replaced[];
}

export interface Redactor {
  /** @throws RedactionError when the text is too long, takes too long, or a rule fails. */
  redact(text: string): Redacted;
  /**
   * JSON values, keys too. A value under the name of a secret is replaced whole.
   * @throws RedactionError as `redact`, and for anything that is no JSON or nests too deep.
   */
  redactValue(value: unknown): unknown;
  /** For text that comes in pieces. */
  stream(): RedactorStream;
  /**
   * Puts back the personal data that this redactor has seen, for people who may see the source and for tools that look for
   * it. Secrets stay placeholders for everybody; so do placeholders that somebody made up.
   */
  restore(text: string): string;
  /** The same in every text of a JSON value; its keys stay. */
  restoreValue<Value>(value: Value): Value;
}

/** One redactor per incident. */
export function createRedactor(options: RedactorOptions): Redactor {
  const { key, isForPeople = false, now = () => performance.now(), scan = createScan() } = options;
  if (Buffer.byteLength(key) < 16)
    throw new RedactionError('The key of the redactor needs at least 16 bytes.');
  const limits = { ...LIMITS, ...options.limits };
  const vault = createVault(key);

  const redact = (text: string): Redacted => {
    if (text.length > limits.characters)
      throw new RedactionError(
        `The text has ${text.length} characters; at most ${limits.characters} are looked through.`,
      );
    const until = now() + limits.milliseconds;
    const progress = () => {
      if (now() > until)
        throw new RedactionError(`Looking through the text took longer than ${limits.milliseconds} ms.`);
    };
    const found: Replaced[] = [];
    const pieces: string[] = [];
    let done = 0;
    for (const { start, end, group, kind } of guarded(() => scan(text, progress))) {
      if (isForPeople && group === 'person') continue;
      const placeholder = vault.placeholderFor({ group, kind }, text.slice(start, end));
      found.push({ group, kind, placeholder });
      pieces.push(text.slice(done, start), placeholder);
      done = end;
    }
    progress();
    return found.length === 0 ? { text, found } : { text: pieces.join('') + text.slice(done), found };
  };
  const replace = (group: 'secret' | 'person', kind: string, value: string) =>
    vault.placeholderFor({ group, kind }, value);

  return {
    redact,
    redactValue: (value) => guarded(() => createValueRedactor({ redact, replace, fail })(value)),
    stream: () => createRedactorStream({ redact, fail, lineCharacters: limits.lineCharacters }),
    restore: vault.restore,
    restoreValue: (value) => restoreIn(value, vault.restore),
  };
}

function fail(message: string): never {
  throw new RedactionError(message);
}

/** Whatever goes wrong becomes the one error that callers expect; its text says nothing of what was looked through. */
function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof RedactionError) throw error;
    // Without its cause: that might quote the text, and be logged.
    throw new RedactionError('A privacy rule failed; the text is withheld.');
  }
}
