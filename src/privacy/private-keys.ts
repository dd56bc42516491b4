/** Private keys in PEM and PGP armour, on several lines or on one with `\n` written out. */
import { LONGEST_VALUE } from './finding.js';

const BEGIN = /-----BEGIN(?: [A-Z0-9]+){0,4} PRIVATE KEY(?: BLOCK)?-----/y;
const END = /-----END(?: [A-Z0-9]+){0,4} PRIVATE KEY(?: BLOCK)?-----/;
/** The lines of a key whose end was cut off. */
const BODY = /(?:[\s\\nr"',|>+]{0,80}[A-Za-z0-9+/=:-]{16,}){0,400}/y;

/** The private key whose `-----BEGIN` is at `start`, markers included. */
export function findPrivateKey(text: string, start: number): { start: number; end: number } | null {
  BEGIN.lastIndex = start;
  if (!BEGIN.test(text)) return null;
  const body = BEGIN.lastIndex;
  const window = text.slice(body, body + LONGEST_VALUE);
  const next = window.indexOf('-----BEGIN');
  const end = END.exec(next === -1 ? window : window.slice(0, next));
  if (end !== null) return { start, end: body + end.index + end[0].length };
  BODY.lastIndex = body;
  return { start, end: BODY.test(text) ? BODY.lastIndex : body };
}
