/** One planted secret or personal datum of each kind, as it stands in texts. Drawn, so that none looks like a real one. */
import { randomBytes } from 'node:crypto';

export interface Canary {
  readonly kind: string;
  /** As somebody would write it. */
  readonly text: string;
  /** What must not be found anywhere. */
  readonly value: string;
  readonly group: 'secret' | 'person';
}

export function plantCanaries(): readonly Canary[] {
  const draw = (length = 24) =>
    `q7${randomBytes(length).toString('base64url').replaceAll(/[-_]/g, 'x')}`.slice(0, length);
  const secret = (kind: string, write: (value: string) => string, value = draw()): Canary => ({
    kind,
    text: write(value),
    value,
    group: 'secret',
  });
  const person = (kind: string, value: string, write = (each: string) => `seen ${each} there`): Canary => ({
    kind,
    text: write(value),
    value,
    group: 'person',
  });
  const name = randomBytes(6).toString('hex');
  return [
    secret('password', (value) => `password=${value}`),
    secret('variable', (value) => `export ORDERS_API_KEY=${value}`),
    secret('JSON member', (value) => `body={"clientSecret":"${value}"}`),
    secret('bearer header', (value) => `Authorization: Bearer ${value}`),
    secret('cookie', (value) => `Cookie: sid=${value}; lang=de`),
    secret('password of an address', (value) => `dial amqp://app:${value}@queue.internal:5672/v failed`),
    secret('key of an unknown maker', (value) => `rejected zorb_sk_${value}`),
    secret('web token', (value) => `sent ${value}`, `eyJ${draw(20)}.${draw(20)}.${draw(20)}`),
    secret(
      'private key',
      (value) => `-----BEGIN PRIVATE KEY-----\n${value}\n-----END PRIVATE KEY-----`,
      draw(48),
    ),
    person('e-mail address', `${name}@example.com`),
    person('phone number', `+49 170 ${String(randomBytes(4).readUInt32BE() % 10_000_000).padStart(7, '1')}`),
  ];
}

/** Kinds of the canaries that a text holds, as they are or escaped in JSON. */
export function foundIn(text: string, canaries: readonly Canary[]): readonly string[] {
  return canaries.filter(({ value }) => text.includes(value)).map(({ kind }) => kind);
}
