import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sourceSecrets } from '../../src/app/source-secrets.js';
import { loadConfig } from '../../src/config/config.js';
import { createSources } from '../../src/intake/sources/index.js';
import { processAlerts } from '../../src/workflows/alerts/process-alerts.js';
import { createCertificate } from '../helpers/certificate.js';
import { startIntake, type Intake } from '../helpers/intake.js';
import { alarmOf, CERTIFICATE_PATH, snsHeaders, startSns, TOPIC, type Sns } from '../helpers/sns.js';
import { createWorkflowDeps } from '../helpers/workflow-deps.js';

const PATH = '/webhooks/cloudwatch';
const OTHER = 'arn:aws:sns:eu-west-1:999999999999:alarms';
const HOST = 'https://sns.eu-west-1.amazonaws.com';

/** What it is, how it is made, what is said of it, and other headers. */
const STRANGE: readonly [string, () => Record<string, unknown>, string, Record<string, string>?][] = [
  ['a topic that is not listed', () => sns.message({ TopicArn: OTHER }), 'add its ARN to SNS_TOPIC_ARNS'],
  [
    'another topic in the body than in the header',
    () => sns.message({ TopicArn: OTHER }),
    'add its ARN to SNS_TOPIC_ARNS',
    { 'x-amz-sns-topic-arn': TOPIC },
  ],
  ['a raw message', alarmOf, 'switch raw message delivery off', { 'x-amz-sns-rawdelivery': 'true' }],
  ['a changed message', () => ({ ...sns.message(), Subject: 'all is well' }), 'does not fit the message'],
  ['no signature', () => sns.message({ Signature: undefined }), 'Field Signature is wrong'],
  [
    'a signature of a later version',
    () => sns.message({ SignatureVersion: '3' }),
    'SignatureVersion is wrong',
  ],
  ['an old message', () => sns.message({ Timestamp: '2026-01-31T03:12:00.000Z' }), 'of the last two hours'],
  ['no time', () => sns.message({ Timestamp: 'now' }), 'of the last two hours'],
  [
    'a certificate of another host',
    () =>
      sns.message({
        SigningCertURL: `https://sns.eu-west-1.amazonaws.com.evil.example${CERTIFICATE_PATH}`,
      }),
    'SigningCertURL is not an address of the SNS',
  ],
  [
    'a certificate of another region',
    () => sns.message({ SigningCertURL: `https://sns.us-east-1.amazonaws.com${CERTIFICATE_PATH}` }),
    'SigningCertURL is not an address of the SNS',
  ],
  [
    'a certificate on another port',
    () => sns.message({ SigningCertURL: `${HOST}:8443${CERTIFICATE_PATH}` }),
    'SigningCertURL is not an address of the SNS',
  ],
  [
    'a certificate without encryption',
    () => sns.message({ SigningCertURL: `http://sns.eu-west-1.amazonaws.com${CERTIFICATE_PATH}` }),
    'SigningCertURL is not an address of the SNS',
  ],
  [
    'what SNS answers to others as certificate',
    () => sns.message({ SigningCertURL: `${HOST}/?Action=ConfirmSubscription` }),
    'SigningCertURL is not an address of the SNS',
  ],
  [
    'what SNS answers to others under the name of a certificate',
    () => sns.message({ SigningCertURL: `${HOST}${CERTIFICATE_PATH}?Action=GetTopicAttributes` }),
    'SigningCertURL is not an address of the SNS',
  ],
  ['an expired certificate', () => sns.message({ SigningCertURL: `${HOST}/expired.pem` }), 'no certificate'],
  ['a text as certificate', () => sns.message({ SigningCertURL: `${HOST}/text.pem` }), 'no certificate'],
  [
    'a body that is no message',
    () => ({ Type: 'Greeting' }),
    'Field Type is wrong',
    { 'x-amz-sns-topic-arn': TOPIC },
  ],
];

// One intake and one AWS for the whole file.
let sns: Sns;
let intake: Intake;
beforeAll(async () => {
  const expired = createCertificate('sns.amazonaws.com', { to: new Date(Date.now() - 1000) });
  sns = await startSns(undefined, { '/expired.pem': expired.pem, '/text.pem': 'no certificate' });
  intake = await startIntake({ SNS_TOPIC_ARNS: TOPIC }, {}, sns.download);
}, 30_000);
afterAll(async () => {
  await intake.close();
  await sns.server.close();
});

const post = (message: Record<string, unknown>, headers: Record<string, string> = {}) =>
  intake.post(PATH, message, { ...snsHeaders(message), ...headers });
const stored = () =>
  intake.query(`SELECT name, status, service FROM firewatch.alerts WHERE name = 'checkout-5xx'`);

describe('POST /webhooks/cloudwatch', () => {
  test.each(STRANGE)('turns away %s, and keeps nothing of it', async (...[, message, sentence, headers]) => {
    const answer = await post(message(), headers);

    expect(answer.status).toBe(401);
    expect(answer.body.error).toContain(sentence);
    expect(await stored()).toEqual([]);
  });

  test('turns away who does not even say to be SNS', async () => {
    const answer = await intake.post(PATH, sns.message());

    expect(answer.status).toBe(401);
    expect(answer.body.error).toContain('x-amz-sns-topic-arn is missing');
  });

  test('has the message sent again while the certificate cannot be had', async () => {
    const answer = await post(sns.message({ SigningCertURL: `${HOST}/missing.pem` }));

    expect(answer.status).toBe(503);
    expect(answer.body.error).toContain('SNS at');
  });

  test('takes an alarm under both versions of the signature as one, and asks for the certificate once', async () => {
    const first = await post(sns.message({ SignatureVersion: '1' }));
    const again = await post({ ...sns.message(), Novelty: { deep: 1 } });
    const replayed = await intake.post(
      PATH,
      sns.message(),
      createSources(sourceSecrets(loadConfig({ SNS_TOPIC_ARNS: TOPIC }).env))
        .find(({ name }) => name === 'cloudwatch')
        ?.sign(Buffer.from(JSON.stringify(sns.message()))),
    );

    expect([first, again, replayed].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await stored()).toEqual([{ name: 'checkout-5xx', status: 'firing', service: 'checkout' }]);
    const asked = sns.server.requests.filter(({ path }) => path === CERTIFICATE_PATH);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['no JSON', 'Your instance is running.', 'Field Message is wrong: must be JSON'],
    ['something else', JSON.stringify({ budget: 1 }), 'Field Message.AlarmName is wrong'],
    [
      'an unknown state',
      JSON.stringify(alarmOf({ NewStateValue: 'PARTY' })),
      'Field Message.NewStateValue is wrong',
    ],
    [
      'a time in words',
      JSON.stringify(alarmOf({ StateChangeTime: 'now' })),
      'Field Message.StateChangeTime is wrong',
    ],
  ])('refuses a genuine message with %s in a sentence', async (_, Message, sentence) => {
    const answer = await post(sns.message({ Message }));

    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain(sentence);
  });

  test('resolves the incident when the alarm is over, in whatever order that is told', async () => {
    const deps = createWorkflowDeps(intake.store);
    const now = Date.now();
    const tell = async (NewStateValue: string, minutes: number) => {
      const StateChangeTime = new Date(now + minutes * 60_000).toISOString().replace('Z', '+0000');
      const AlarmArn = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:queue';
      const Message = JSON.stringify(
        alarmOf({ AlarmName: 'queue', AlarmArn, NewStateValue, StateChangeTime, Trigger: null }),
      );
      expect((await post(sns.message({ Message }))).status).toBe(200);
      await processAlerts(deps);
      const rows = await intake.query<{ status: string }>(
        `SELECT status FROM firewatch.incidents WHERE title = 'queue'`,
      );
      return rows.map(({ status }) => status);
    };

    expect(await tell('OK', -60)).toEqual([]);
    expect(await tell('ALARM', -61)).toEqual([]);
    expect(await tell('ALARM', -9)).toEqual(['open']);
    expect(await tell('INSUFFICIENT_DATA', -8)).toEqual(['open']);
    expect(await tell('OK', -7)).toEqual(['resolved']);
    expect(await tell('ALARM', -9)).toEqual(['resolved']);
    expect(await tell('ALARM', -5)).toEqual(['open']);
    expect(await tell('OK', -7)).toEqual(['open']);
    expect(await tell('OK', -4)).toEqual(['resolved']);
  }, 30_000);
});

describe('a subscription', () => {
  const confirmations = () =>
    sns.server.requests.filter(({ query }) => query.get('Action') === 'ConfirmSubscription');

  test.each([
    ['to a topic that is not listed', { TopicArn: OTHER }, 401],
    ['at another host', { SubscribeURL: 'https://evil.example/?Action=ConfirmSubscription' }, 400],
    ['at the machine itself', { SubscribeURL: 'http://169.254.169.254/latest/meta-data' }, 400],
    ['that nobody signed', { Signature: 'bm8=' }, 401],
  ])('%s is not confirmed', async (_, fields, status) => {
    const answer = await post(sns.confirmation(fields));

    expect(answer.status).toBe(status);
    expect(confirmations()).toEqual([]);
  });

  test('that ends is noticed in the log, and not begun again', async () => {
    expect((await post(sns.confirmation({ Type: 'UnsubscribeConfirmation' }))).status).toBe(200);

    expect(intake.log.join('')).toContain('somebody has ended its subscription');
    expect(confirmations()).toEqual([]);
  });

  test('to a listed topic is confirmed', async () => {
    const answer = await post(sns.confirmation());

    expect(answer).toEqual({ status: 200, body: { accepted: 0 } });
    expect(confirmations().map(({ query }) => query.get('TopicArn'))).toEqual([TOPIC]);
  });
});

test('without topics nothing is taken, and something else than a topic is a mistake of the operator', () => {
  const off = createSources(sourceSecrets(loadConfig({}).env)).find(({ name }) => name === 'cloudwatch');

  expect(off?.off).toContain('set SNS_TOPIC_ARNS');
  expect(() => loadConfig({ SNS_TOPIC_ARNS: `${TOPIC}, alarms` })).toThrow(
    /SNS_TOPIC_ARNS must be ARNs such as/,
  );
});
