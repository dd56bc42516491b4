/**
 * Placeholders: the same value always gets the same one, and none tells anything about its value. Their numbers come from
 * a fingerprint under the key, so that they are the same after a restart and in every replica, and nothing need be stored.
 */
import { createHmac } from 'node:crypto';
import type { Finding } from './finding.js';

export interface Vault {
  /** The placeholder of a value; a value seen before keeps the kind it had then. */
  placeholderFor(finding: Pick<Finding, 'group' | 'kind'>, value: string): string;
  /** Puts back the personal data that this vault has seen. Secrets are not kept, and so cannot be put back. */
  restore(text: string): string;
}

/** Matches every placeholder, for whoever has to leave them alone. */
export const PLACEHOLDER = /<(?:secret|person):[a-z-]{2,40}:\d{1,9}>/g;

/** Six digits: among a hundred values of an incident, two share a number once in 200 incidents; the later one then moves. */
const NUMBERS = 1_000_000;

export function createVault(key: string | Uint8Array): Vault {
  const byFingerprint = new Map<string, string>();
  const taken = new Set<string>();
  const people = new Map<string, string>();

  return {
    placeholderFor: ({ group, kind }, value) => {
      const digest = createHmac('sha256', key).update(`${group}\0${value}`).digest();
      const fingerprint = digest.toString('base64url');
      const known = byFingerprint.get(fingerprint);
      if (known !== undefined) return known;
      let number = digest.readUIntBE(0, 6) % NUMBERS;
      const named = () => `<${group}:${kind}:${number}>`;
      while (taken.has(named())) number = (number + 1) % NUMBERS;
      const placeholder = named();
      taken.add(placeholder);
      byFingerprint.set(fingerprint, placeholder);
      if (group === 'person') people.set(placeholder, value);
      return placeholder;
    },
    restore: (text) => text.replaceAll(PLACEHOLDER, (placeholder) => people.get(placeholder) ?? placeholder),
  };
}
