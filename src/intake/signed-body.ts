/** Senders that sign the bytes of the body with a secret both sides know: HMAC-SHA256 in hex. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { offWithout, type Source } from './source.js';

export interface Signing {
  /** Any of them fits, so that one can be replaced by another without a gap; the newest first. Null: not configured. */
  readonly secrets: readonly string[] | null;
  /** In lower case: `x-hub-signature-256`. */
  readonly header: string;
  /** Before the hex digits, where the sender writes something there: `sha256=`. */
  readonly prefix: string;
  /** Holds the secrets here. */
  readonly variable: string;
  /** Where the secret stands on the sender's side, after "the secret": `of the webhook in GitHub's settings`. */
  readonly place: string;
}

export function signedBody({
  secrets,
  header,
  prefix,
  variable,
  place,
}: Signing): Required<Pick<Source, 'off' | 'admit' | 'verify' | 'sign'>> {
  const both = `${variable} here and the secret ${place} must be the same (several here, with commas between them, while it changes)`;
  return {
    off: offWithout(variable, secrets !== null),
    admit: (headers) =>
      headers[header] === undefined
        ? `There is no signature in the header ${header}: give the sender a secret; ${both}.`
        : undefined,
    verify: ({ headers, body }) => {
      const given = signaturesIn(String(headers[header]), prefix);
      const isGenuine = (secrets ?? []).some((secret) => {
        const expected = digest(secret, body);
        return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
      });
      return isGenuine ? undefined : `The signature in the header ${header} does not fit the body: ${both}.`;
    },
    sign: (body) => {
      const [newest] = secrets ?? [];
      return newest === undefined ? {} : { [header]: `${prefix}${digest(newest, body).toString('hex')}` };
    },
  };
}

/** A sender whose secret changes signs with the old one too. */
function signaturesIn(header: string, prefix: string): readonly Buffer[] {
  return header
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
    .map((part) => Buffer.from(part.slice(prefix.length), 'hex'));
}

const digest = (secret: string, body: Buffer) => createHmac('sha256', secret).update(body).digest();
