/**
 * Whether a message is from Amazon SNS and from a topic that the operator has listed. Own code rather than a package: those
 * for it choose the certificate's host by a pattern, fetch it without a limit, and cannot be pointed anywhere in a test.
 */
import { verify, X509Certificate, type KeyObject } from 'node:crypto';
import { UpstreamError } from '../../shared/errors.js';
import { isAtHome, signedText, type SnsMessage } from './message.js';

/** SNS repeats to an HTTP address for an hour at most. */
const MAX_AGE_MS = 2 * 60 * 60 * 1000;
/** By which clocks may differ. */
const MAX_AHEAD_MS = 15 * 60 * 1000;
/** AWS changes a region's certificate about once a year. */
const KEEP_MS = 24 * 60 * 60 * 1000;
/** A region has one, and now and then two; anybody may ask us for others. */
const MAX_KEPT = 50;
const MAX_AT_ONCE = 4;

/** The text at an address. Throws UpstreamError. */
export type Download = (url: URL) => Promise<string>;

export interface SnsVerifier {
  /**
   * What to set, as a sentence, when the message is not genuine.
   * @throws UpstreamError when its certificate cannot be had now.
   */
  verify(message: SnsMessage, receivedAt: Date): Promise<string | undefined>;
}

export function createSnsVerifier(topicArns: readonly string[], download: Download): SnsVerifier {
  const keyAt = createKeys(download);

  return {
    async verify(message, receivedAt) {
      const advice = strangeTopic(message.TopicArn, topicArns) ?? staleness(message, receivedAt);
      if (advice !== undefined) return advice;
      const address = message.SigningCertURL;
      // With a query it could be one of SNS's own answers, which hold what others have written.
      const { pathname, search } = new URL(address);
      if (!isAtHome(address, message.TopicArn) || !/^\/[\w.-]+\.pem$/.test(pathname) || search !== '')
        return "The field SigningCertURL is not an address of the SNS of the topic's region; AWS sends no such message.";
      const key = await keyAt(address, receivedAt);
      if (key === undefined) return 'At SigningCertURL there is no certificate that is valid now.';
      const hash = message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
      const signature = Buffer.from(message.Signature, 'base64');
      return verify(hash, Buffer.from(signedText(message)), key, signature)
        ? undefined
        : 'The signature does not fit the message: it is not as AWS sent it.';
    },
  };
}

/** Also for the header, before the body is read. */
export function strangeTopic(topicArn: string, topicArns: readonly string[]): string | undefined {
  return topicArns.includes(topicArn)
    ? undefined
    : 'This topic is not listed: add its ARN to SNS_TOPIC_ARNS and start Firewatch again, or take the subscription away.';
}

/** Somebody who has read an old message must not be able to tell it once more. */
function staleness({ Timestamp }: SnsMessage, receivedAt: Date): string | undefined {
  const ageMs = receivedAt.getTime() - new Date(Timestamp).getTime();
  if (ageMs <= MAX_AGE_MS && ageMs >= -MAX_AHEAD_MS) return undefined;
  return 'The field Timestamp is not of the last two hours: SNS gives up sooner. Compare the clock of this machine.';
}

/** Keys by the address of their certificate, those that were asked for last. Undefined: what is there is of no use. */
function createKeys(download: Download) {
  const kept = new Map<string, { readonly key: KeyObject; readonly until: number }>();
  let underWay = 0;

  return async function keyAt(address: string, now: Date): Promise<KeyObject | undefined> {
    const known = kept.get(address);
    if (known && known.until > now.getTime()) return known.key;
    if (underWay >= MAX_AT_ONCE)
      throw new UpstreamError('sns', 'Certificates of SNS are being fetched; send it again in a moment.', {
        isRetryable: true,
      });
    underWay += 1;
    try {
      const certificate = readCertificate(await download(new URL(address)));
      const end = certificate ? Date.parse(certificate.validTo) : 0;
      if (!certificate || now.getTime() > end || now.getTime() < Date.parse(certificate.validFrom))
        return undefined;
      for (const oldest of kept.keys()) if (kept.size >= MAX_KEPT) kept.delete(oldest);
      kept.set(address, { key: certificate.publicKey, until: Math.min(end, now.getTime() + KEEP_MS) });
      return certificate.publicKey;
    } finally {
      underWay -= 1;
    }
  };
}

function readCertificate(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}
