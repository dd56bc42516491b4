/** Some services echo a request. What we sent as a credential is cut out of whatever they answer. */

const MIN_SECRET_LENGTH = 6; // shorter values, such as "1", would tear holes into harmless text
const HARMLESS_HEADER = /^(accept|accept-language|content-type|user-agent)$/i;

/** Every header's value, and the credential in it without its scheme. */
export function secretsIn(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    HARMLESS_HEADER.test(name) ? [] : [value, value.replace(/^\S+\s+/, '')],
  );
}

export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(({ length }) => length >= MIN_SECRET_LENGTH)
    .reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);
}
