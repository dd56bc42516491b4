/** A self-signed certificate, made without any program but Node, for tests of signatures. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** One value in DER: its tag, its length, its content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
const sequence = (...content: readonly Buffer[]) => der(0x30, ...content);
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

/** sha256WithRSAEncryption. */
const ALGORITHM = sequence(objectId('2a864886f70d01010b'), der(0x05));
const COMMON_NAME = '550403';

const nameOf = (text: string) =>
  sequence(der(0x31, sequence(objectId(COMMON_NAME), der(0x0c, Buffer.from(text)))));
/** `20261123100000Z`. */
const timeOf = (date: Date) =>
  der(0x18, Buffer.from(`${date.toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}Z`));

export interface Certificate {
  readonly pem: string;
  readonly privateKey: KeyObject;
}

export function createCertificate(
  commonName: string,
  { from = new Date(Date.now() - 86_400_000), to = new Date(Date.now() + 86_400_000) } = {},
): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = nameOf(commonName);
  const content = sequence(
    der(0x02, Buffer.from([1])),
    ALGORITHM,
    name,
    sequence(timeOf(from), timeOf(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.from([0]), sign('RSA-SHA256', content, privateKey));
  const lines = sequence(content, ALGORITHM, signature)
    .toString('base64')
    .match(/.{1,64}/g);
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${(lines ?? []).join('\n')}\n-----END CERTIFICATE-----\n`,
    privateKey,
  };
}
