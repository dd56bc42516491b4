/** Heads of the chain that were noted elsewhere: what shows that the whole chain was written anew, or its end cut off. */

export interface Anchor {
  readonly seq: number;
  /** Of the entry with this number: SHA-256, hex. */
  readonly hash: string;
  /** Kept in the same database as the chain: whoever can rewrite the one can rewrite the other. */
  readonly isInside?: boolean;
}

const WRITTEN = /(?<![\w:.])(\d{1,15}):([0-9a-f]{64})(?![0-9a-f])/;

/** `SEQ:HASH`, the form for people. */
export const formatAnchor = ({ seq, hash }: Anchor): string => `${seq}:${hash}`;

/**
 * The anchor in a line, which is `SEQ:HASH` with anything around it (a message, a line of the log), or a JSON object with
 * `seq` and `hash` (a line of an export). Undefined for a line without one.
 */
export function readAnchor(line: string): Anchor | undefined {
  const object = line.startsWith('{') ? parseObject(line) : undefined;
  const { seq, hash } = object ?? {};
  if (typeof seq === 'number' && typeof hash === 'string' && isAnchor(seq, hash)) return { seq, hash };
  const [, number, written] = WRITTEN.exec(line) ?? [];
  return number === undefined || written === undefined || !isAnchor(Number(number), written)
    ? undefined
    : { seq: Number(number), hash: written };
}

const isAnchor = (seq: number, hash: string) =>
  Number.isSafeInteger(seq) && seq > 0 && /^[0-9a-f]{64}$/.test(hash);

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
