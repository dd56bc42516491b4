/** Alarms of Amazon CloudWatch, told through SNS. The topics that may are listed by their ARNs; AWS signs each message. */
import { z } from 'zod';
import type { Service } from '../../incidents/service.js';
import { UserInputError } from '../../shared/errors.js';
import { parseJson, parseWith } from '../payload.js';
import { isAtHome, SnsMessage } from '../sns/message.js';
import { createSnsVerifier, strangeTopic, type Download } from '../sns/verify.js';
import { offWithout, type Received, type Source } from '../source.js';
import { Alarm, alarmAlert } from './cloudwatch/alarm.js';

const TOPIC_HEADER = 'x-amz-sns-topic-arn';

export const cloudwatch = (
  topicArns: readonly string[] | null,
  services: () => readonly Service[],
  download: Download,
): Source => {
  const known = topicArns ?? [];
  const verifier = createSnsVerifier(known, download);
  return {
    name: 'cloudwatch',
    path: '/webhooks/cloudwatch',
    off: offWithout('SNS_TOPIC_ARNS', topicArns !== null),
    admit(headers) {
      if (headers['x-amz-sns-rawdelivery'] === 'true')
        return 'A raw message carries no signature: switch raw message delivery off in the subscription.';
      const topicArn = headers[TOPIC_HEADER];
      return typeof topicArn === 'string'
        ? strangeTopic(topicArn, known)
        : `The header ${TOPIC_HEADER} is missing: only Amazon SNS tells of alarms here.`;
    },
    async verify({ body, receivedAt }) {
      try {
        return await verifier.verify(parseWith(SnsMessage, parseJson(body)), receivedAt);
      } catch (error) {
        // From somebody who has not proved who they are: nothing of it is kept.
        if (error instanceof UserInputError) return error.message;
        throw error;
      }
    },
    read({ body }): Received {
      const message = parseWith(SnsMessage, parseJson(body));
      switch (message.Type) {
        case 'Notification': {
          const alert = alarmAlert(parseWith(Alarm, parseMessage(message.Message), 'Message'), services());
          return alert === undefined ? {} : { alerts: [alert] };
        }
        case 'SubscriptionConfirmation':
          return { confirm: () => confirmSubscription(message, download) };
        case 'UnsubscribeConfirmation':
          return {
            warning: `${message.TopicArn} tells nothing here any more: somebody has ended its subscription.`,
          };
      }
    },
    sign: headersOf,
  };
};

function parseMessage(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserInputError('Field Message is wrong: must be JSON, as CloudWatch writes it.', {
      cause: error,
    });
  }
}

/** @throws UserInputError for an address that is not of the topic's own SNS; UpstreamError when it does not answer. */
async function confirmSubscription(
  { SubscribeURL: address, TopicArn }: { readonly SubscribeURL: string; readonly TopicArn: string },
  download: Download,
): Promise<void> {
  if (!isAtHome(address, TopicArn))
    throw new UserInputError("Field SubscribeURL is wrong: must be of the SNS of the topic's region.");
  await download(new URL(address));
}

const Shape = z.object({ Type: z.string(), TopicArn: z.string() });

/** The signature is in the body: it is good for as long as SNS itself might repeat it. */
function headersOf(body: Buffer): Readonly<Record<string, string>> {
  try {
    const { Type, TopicArn } = Shape.parse(parseJson(body));
    return { 'x-amz-sns-message-type': Type, [TOPIC_HEADER]: TopicArn };
  } catch {
    return {};
  }
}
