/** Amazon SNS for tests: it signs as AWS does, and its certificate and its confirmations are on a local server. */
import { sign } from 'node:crypto';
import { downloadAwsPage } from '../../src/clients/aws-pages.js';
import { createCertificate, type Certificate } from './certificate.js';
import { startHttpStub, type HttpStub } from './http-stub.js';

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alarms';
const HOST = 'https://sns.eu-west-1.amazonaws.com';
export const CERTIFICATE_PATH = '/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem';

type Fields = Readonly<Record<string, string | undefined>>;

export interface Sns {
  /** Records what was asked of AWS. */
  readonly server: HttpStub;
  /** For Firewatch: like the real one, but to the local server whatever the host. */
  readonly download: (url: URL) => Promise<string>;
  /** A whole message, signed unless `fields` has a signature; undefined leaves a field out. */
  message(fields?: Fields): Record<string, unknown>;
  confirmation(fields?: Fields): Record<string, unknown>;
}

const SIGNED = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

/** `answers` by path; the certificate's own is there already. */
export async function startSns(
  certificate: Certificate = createCertificate('sns.amazonaws.com'),
  answers: Readonly<Record<string, string>> = {},
): Promise<Sns> {
  const server = await startHttpStub(({ path, query }) => {
    if (query.get('Action') === 'ConfirmSubscription') return { body: '<ConfirmSubscriptionResponse/>' };
    const body = { [CERTIFICATE_PATH]: certificate.pem, ...answers }[path];
    return body === undefined ? { status: 404, body: '' } : { body };
  });
  const signed = (message: Fields) => {
    const text = SIGNED.flatMap((name) =>
      message[name] === undefined ? [] : [`${name}\n${message[name]}\n`],
    );
    const hash = message['SignatureVersion'] === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
    const Signature = sign(hash, Buffer.from(text.join('')), certificate.privateKey).toString('base64');
    return { Signature, ...message };
  };
  const base = () => ({
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: TOPIC,
    Timestamp: new Date().toISOString(),
    SignatureVersion: '2',
    SigningCertURL: `${HOST}${CERTIFICATE_PATH}`,
  });
  return {
    server,
    download: (url) => downloadAwsPage(new URL(url.pathname + url.search, server.url)),
    message: (fields = {}) =>
      signed({
        Type: 'Notification',
        Subject: 'ALARM: "checkout-5xx" in EU (Ireland)',
        Message: JSON.stringify(alarmOf()),
        ...base(),
        ...fields,
      }),
    confirmation: (fields = {}) =>
      signed({
        Type: 'SubscriptionConfirmation',
        Message: `You have chosen to subscribe to the topic ${TOPIC}.`,
        Token: '2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a988666d92768dd60a',
        SubscribeURL: `${HOST}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f37fb687f`,
        ...base(),
        ...fields,
      }),
  };
}

/** The headers of a delivery. */
export const snsHeaders = ({ Type, TopicArn }: Record<string, unknown>) => ({
  'content-type': 'text/plain; charset=UTF-8',
  'user-agent': 'Amazon Simple Notification Service Agent',
  'x-amz-sns-message-type': String(Type),
  'x-amz-sns-message-id': '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  'x-amz-sns-topic-arn': String(TopicArn),
});

/** CloudWatch's message about one alarm on one metric. */
export const alarmOf = (alarm: object = {}) => ({
  AlarmName: 'checkout-5xx',
  AlarmDescription: 'Checkout answers with errors. severity: critical',
  AWSAccountId: '123456789012',
  AlarmConfigurationUpdatedTimestamp: '2026-10-01T08:00:00.000+0000',
  NewStateValue: 'ALARM',
  NewStateReason:
    'Threshold Crossed: 1 datapoint [31.0 (23/11/26 09:58:00)] was greater than the threshold (5.0).',
  StateChangeTime: '2026-11-23T10:00:00.123+0000',
  Region: 'EU (Ireland)',
  AlarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:checkout-5xx',
  OldStateValue: 'OK',
  OKActions: [TOPIC],
  AlarmActions: [TOPIC],
  InsufficientDataActions: [],
  Trigger: {
    MetricName: 'HTTPCode_Target_5XX_Count',
    Namespace: 'AWS/ApplicationELB',
    StatisticType: 'Statistic',
    Statistic: 'SUM',
    Unit: null,
    Dimensions: [
      { value: 'app/shop/50dc6c495c0c9188', name: 'LoadBalancer' },
      { value: 'checkout', name: 'TargetGroup' },
    ],
    Period: 60,
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 5.0,
    TreatMissingData: 'missing',
    EvaluateLowSampleCountPercentile: '',
  },
  ...alarm,
});
