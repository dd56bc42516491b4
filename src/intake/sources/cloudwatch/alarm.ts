/** What CloudWatch writes into a message when an alarm changes its state. */
import { z } from 'zod';
import type { Alert } from '../../../incidents/alert.js';
import type { Service } from '../../../incidents/service.js';
import { cut, oneLine } from '../../../shared/text.js';
import { Time } from '../../payload.js';

const Dimensions = z.array(z.object({ name: z.string(), value: z.string() }));

const Metric = z.object({
  MetricName: z.string().nullish(),
  Namespace: z.string().nullish(),
  Dimensions: Dimensions.nullish(),
});

export const Alarm = z.object({
  AlarmName: z.string('must be the name of the alarm').min(1),
  AlarmArn: z.string('must be the ARN of the alarm').min(1).max(600),
  AlarmDescription: z.string().nullish(),
  AWSAccountId: z.string().nullish(),
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA'], 'must be ALARM, OK or INSUFFICIENT_DATA'),
  NewStateReason: z.string().nullish(),
  StateChangeTime: Time,
  /** Missing in composite alarms, which have a rule instead. */
  Trigger: Metric.extend({
    ComparisonOperator: z.string().nullish(),
    Threshold: z.number().nullish(),
    /** Of an expression over several. */
    Metrics: z.array(z.object({ MetricStat: z.object({ Metric: Metric.nullish() }).nullish() })).nullish(),
  }).nullish(),
  AlarmRule: z.string().nullish(),
});
type Alarm = z.output<typeof Alarm>;

const MAX_NAME = 200;

/** Nothing while the data are insufficient: neither has it begun nor is it over. */
export function alarmAlert(alarm: Alarm, services: readonly Service[]): Alert | undefined {
  const isOver = alarm.NewStateValue === 'OK';
  if (!isOver && alarm.NewStateValue !== 'ALARM') return undefined;
  const name = cut(oneLine(alarm.AlarmName), MAX_NAME);
  const { region, account } = partsOf(alarm.AlarmArn);
  const metric = metricsOf(alarm)[0];
  const said = saidIn(alarm.AlarmDescription ?? '');
  const service = serviceOf(alarm, said['service'], services);
  return {
    source: 'cloudwatch',
    fingerprint: alarm.AlarmArn,
    status: isOver ? 'resolved' : 'firing',
    name,
    labels: present({
      alertname: name,
      severity: said['severity'] ?? 'warning',
      service,
      region,
      account: alarm.AWSAccountId ?? account,
      namespace: metric?.Namespace,
      metric: metric?.MetricName,
      ...Object.fromEntries(dimensionsOf(alarm).map((one) => [`dimension_${one.name}`, one.value])),
    }),
    annotations: present({
      description: alarm.AlarmDescription,
      reason: alarm.NewStateReason,
      condition: conditionOf(alarm),
    }),
    // An end says nothing of its beginning: an episode without length, at which the one that lasts ends.
    startsAt: alarm.StateChangeTime,
    endsAt: isOver ? alarm.StateChangeTime : null,
    generatorUrl: consoleLink(alarm, region),
    groupKey: null,
  };
}

function metricsOf({ Trigger }: Alarm): readonly z.output<typeof Metric>[] {
  const parts = (Trigger?.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
  return Trigger?.MetricName ? [Trigger, ...parts] : parts;
}

const dimensionsOf = (alarm: Alarm) => metricsOf(alarm).flatMap(({ Dimensions: own }) => own ?? []);

/** `service: checkout` and `severity: critical` in the description: the only place of an alarm where people can write. */
function saidIn(description: string): Readonly<Record<string, string>> {
  const found = description.matchAll(/\b(service|severity)\s*[:=]\s*([\w./-]*\w)/gi);
  return Object.fromEntries(Array.from(found, ([, key = '', value = '']) => [key.toLowerCase(), value]));
}

/** Whose value is the name of what runs, where the catalogue does not have it. */
const NAMING = [
  'ServiceName',
  'Service',
  'FunctionName',
  'ApiName',
  'DBClusterIdentifier',
  'DBInstanceIdentifier',
];

function serviceOf(alarm: Alarm, said: string | undefined, services: readonly Service[]): string | undefined {
  if (said !== undefined) return said;
  const dimensions = dimensionsOf(alarm);
  const known = dimensions.find(({ value }) => services.some(({ name }) => name === value));
  const naming = NAMING.map((wanted) => dimensions.find(({ name }) => name === wanted));
  return (known ?? naming.find((one) => one !== undefined))?.value;
}

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

function conditionOf({ Trigger, AlarmRule }: Alarm): string | undefined {
  if (AlarmRule) return AlarmRule;
  if (!Trigger || Trigger.Threshold === undefined || Trigger.Threshold === null) return undefined;
  const operator = Trigger.ComparisonOperator ?? '';
  return `${Trigger.MetricName ?? 'the expression'} ${SIGNS[operator] ?? operator} ${Trigger.Threshold}`;
}

/** `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:name`. */
function partsOf(arn: string): { region?: string | undefined; account?: string | undefined } {
  const [, , , region, account] = arn.split(':');
  return { region, account };
}

function consoleLink({ AlarmArn, AlarmName }: Alarm, region: string | undefined): string | null {
  if (!region || !/^[a-z0-9-]+$/.test(region)) return null;
  const domain = AlarmArn.startsWith('arn:aws-cn:') ? 'console.amazonaws.cn' : 'console.aws.amazon.com';
  return `https://${region}.${domain}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(AlarmName)}`;
}

function present(entries: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, text]) => (text ? [[name, text] as const] : [])),
  );
}
