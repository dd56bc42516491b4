/** The fingerprint of a label set: FNV-1a, 64 bits, over the sorted labels, as Prometheus and Alertmanager compute it. */
import type { LabelSet } from '../label-set.js';

const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const SEPARATOR = Buffer.from([0xff]); // Never part of valid UTF-8.

/** Sixteen hexadecimal digits. */
export function fingerprintOf({ values }: LabelSet): string {
  let hash = OFFSET_BASIS;
  for (const part of [...values].flatMap(([name, value]) => [
    Buffer.from(name),
    SEPARATOR,
    Buffer.from(value),
    SEPARATOR,
  ])) {
    for (const byte of part) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  }
  return hash.toString(16).padStart(16, '0');
}
