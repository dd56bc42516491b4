/** Placeholders: the same value always gets the same one, and none tells anything about its value. */
import { createHmac } from 'node:crypto';
import type { Finding } from './finding.js';

/** What may be stored of a placeholder: enough to recognise its value again, nothing to recover it. */
export interface RememberedPlaceholder {
  /** `<secret:aws-key:1>`. */
  readonly placeholder: string;
  /** HMAC-SHA256 of group and value under the redactor's key, as base64url. */
  readonly fingerprint: string;
}

export interface Vault {
  /** The placeholder of a value; a value seen before keeps the kind it had then. */
  placeholderFor(finding: Pick<Finding, 'group' | 'kind'>, value: string): string;
  /** Puts back the values that this process has seen; other placeholders stay. */
  restore(text: string): string;
  remembered(): readonly RememberedPlaceholder[];
}

/** Matches every placeholder, for whoever has to leave them alone. */
export const PLACEHOLDER = /<(?:secret|person):[a-z-]{2,40}:\d{1,9}>/g;

export function createVault(key: string | Uint8Array, remembered: readonly RememberedPlaceholder[]): Vault {
  const byFingerprint = new Map(remembered.map(({ fingerprint, placeholder }) => [fingerprint, placeholder]));
  const values = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const { placeholder } of remembered) {
    const [, name = '', number = '0'] = /^<(.+):(\d+)>$/.exec(placeholder) ?? [];
    counts.set(name, Math.max(counts.get(name) ?? 0, Number(number)));
  }

  return {
    placeholderFor: ({ group, kind }, value) => {
      const fingerprint = createHmac('sha256', key).update(`${group}\0${value}`).digest('base64url');
      const known = byFingerprint.get(fingerprint);
      if (known !== undefined) {
        values.set(known, value);
        return known;
      }
      const name = `${group}:${kind}`;
      const number = (counts.get(name) ?? 0) + 1;
      counts.set(name, number);
      const placeholder = `<${name}:${number}>`;
      byFingerprint.set(fingerprint, placeholder);
      values.set(placeholder, value);
      return placeholder;
    },
    restore: (text) => text.replaceAll(PLACEHOLDER, (placeholder) => values.get(placeholder) ?? placeholder),
    remembered: () => [...byFingerprint].map(([fingerprint, placeholder]) => ({ placeholder, fingerprint })),
  };
}
