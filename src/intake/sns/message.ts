/** What Amazon SNS posts to an address, and which bytes of it are signed. */
import { z } from 'zod';

const shared = {
  MessageId: z.string('must be the id of the message'),
  TopicArn: z.string('must be the ARN of the topic'),
  Message: z.string('must be text'),
  Timestamp: z.string('must be a time'),
  SignatureVersion: z.enum(['1', '2'], 'must be "1" or "2"'),
  Signature: z.string('must be the signature'),
  SigningCertURL: z.url('must be the address of a certificate'),
};
const subscription = {
  Token: z.string('must be a token'),
  SubscribeURL: z.url('must be an address'),
};

export const SnsMessage = z.discriminatedUnion(
  'Type',
  [
    z.object({ Type: z.literal('Notification'), ...shared, Subject: z.string().nullish() }),
    z.object({ Type: z.literal('SubscriptionConfirmation'), ...shared, ...subscription }),
    z.object({ Type: z.literal('UnsubscribeConfirmation'), ...shared, ...subscription }),
  ],
  'must be Notification, SubscriptionConfirmation or UnsubscribeConfirmation',
);
export type SnsMessage = z.output<typeof SnsMessage>;

/** In the order in which SNS signs them, which is that of the alphabet. */
const SIGNED = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

export function signedText(message: SnsMessage): string {
  const fields: Readonly<Record<string, unknown>> = message;
  return SIGNED.flatMap((name) => {
    const value = fields[name];
    return typeof value === 'string' ? [`${name}\n${value}\n`] : [];
  }).join('');
}

/** Of a topic's ARN: `eu-west-1`, and where its own SNS is. Null for what is none. */
export function placeOf(topicArn: string): { readonly region: string; readonly host: string } | null {
  const [, partition, region] = /^arn:(aws[a-z-]*):sns:([a-z0-9-]+):\d+:[\w.-]+$/.exec(topicArn) ?? [];
  if (partition === undefined || region === undefined) return null;
  return { region, host: `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}` };
}

/** Nothing that stands in a message decides which host is called: only the topic, which the operator has listed, does. */
export function isAtHome(address: string, topicArn: string): boolean {
  const url = new URL(address);
  const host = placeOf(topicArn)?.host;
  // `host` has the port too, where it is not the usual one.
  return url.protocol === 'https:' && url.host === host && url.username === '' && url.password === '';
}
