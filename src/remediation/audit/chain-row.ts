/** An entry of the audit log as it is stored, in spellings that lose nothing, and what was hashed of it. */
import { parseExactly } from './parse-exactly.js';

export interface ChainRow {
  readonly seq: number;
  /** Seconds since 1970 with up to six decimals, as the database spells them. */
  readonly epoch: string;
  /** JSON, as the database spells it. */
  readonly actor: string;
  readonly event: string;
  readonly subject: string;
  /** JSON, as the database spells it. */
  readonly details: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** What its hash covers, with `previousHash`. */
export interface ChainEntry extends Readonly<Record<string, unknown>> {
  readonly seq: number;
  /** ISO 8601 in UTC, to the millisecond. */
  readonly at: string;
  readonly actor: unknown;
  readonly event: string;
  readonly subject: string;
  readonly details: unknown;
}

/** Undefined for what Firewatch cannot have written: finer times and numbers than it has, or no JSON at all. */
export function readEntry({ seq, epoch, actor, event, subject, details }: ChainRow): ChainEntry | undefined {
  const at = readTime(epoch);
  const who = parseExactly(actor);
  const what = parseExactly(details);
  if (at === undefined || who === undefined || what === undefined) return undefined;
  return { seq, at, actor: who.value, event, subject, details: what.value };
}

function readTime(epoch: string): string | undefined {
  const [, seconds, fraction = ''] = /^(\d{1,11})(?:\.(\d{1,6}))?$/.exec(epoch) ?? [];
  const micros = fraction.padEnd(6, '0');
  if (seconds === undefined || !micros.endsWith('000')) return undefined;
  return new Date(Number(seconds) * 1000 + Number(micros.slice(0, 3))).toISOString();
}
