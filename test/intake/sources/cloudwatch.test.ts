import { describe, expect, test } from '@jest/globals';
import { Alarm, alarmAlert } from '../../../src/intake/sources/cloudwatch/alarm.js';
import { buildCatalog } from '../../helpers/small-catalog.js';
import { alarmOf } from '../../helpers/sns.js';

const read = (alarm: object = {}) => alarmAlert(Alarm.parse(alarmOf(alarm)), buildCatalog().list());
const dimensions = (...Dimensions: readonly { name: string; value: string }[]) => ({
  AlarmDescription: null,
  Trigger: { MetricName: 'Errors', Namespace: 'AWS/Lambda', Dimensions },
});

describe('what CloudWatch sends', () => {
  test('of an alarm becomes an alert with a link to it', () => {
    expect(read()).toEqual({
      source: 'cloudwatch',
      fingerprint: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:checkout-5xx',
      status: 'firing',
      name: 'checkout-5xx',
      labels: {
        alertname: 'checkout-5xx',
        severity: 'critical',
        service: 'checkout',
        region: 'eu-west-1',
        account: '123456789012',
        namespace: 'AWS/ApplicationELB',
        metric: 'HTTPCode_Target_5XX_Count',
        dimension_LoadBalancer: 'app/shop/50dc6c495c0c9188',
        dimension_TargetGroup: 'checkout',
      },
      annotations: {
        description: 'Checkout answers with errors. severity: critical',
        reason:
          'Threshold Crossed: 1 datapoint [31.0 (23/11/26 09:58:00)] was greater than the threshold (5.0).',
        condition: 'HTTPCode_Target_5XX_Count > 5',
      },
      startsAt: new Date('2026-11-23T10:00:00.123Z'),
      endsAt: null,
      generatorUrl:
        'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/checkout-5xx',
      groupKey: null,
    });
  });

  test('of its end says when that was', () => {
    const at = new Date('2026-11-23T10:00:00.123Z');

    expect(read({ NewStateValue: 'OK' })).toMatchObject({ status: 'resolved', startsAt: at, endsAt: at });
  });

  test('of missing data is nothing', () => {
    expect(read({ NewStateValue: 'INSUFFICIENT_DATA' })).toBeUndefined();
  });

  test('of an alarm over other alarms tells their rule', () => {
    const alert = read({
      Trigger: undefined,
      AlarmRule: 'ALARM("a") AND ALARM("b")',
      AlarmDescription: null,
    });

    expect(alert?.annotations['condition']).toBe('ALARM("a") AND ALARM("b")');
    expect(alert?.labels).not.toHaveProperty('service');
    expect(alert?.labels['severity']).toBe('warning');
  });

  test('of an expression over metrics takes their dimensions', () => {
    const Metric = {
      MetricName: 'Errors',
      Namespace: 'AWS/ECS',
      Dimensions: [{ name: 'ServiceName', value: 'cart' }],
    };
    const Metrics = [
      { Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Sum' } },
      { Id: 'e1', Expression: 'm1*2' },
    ];

    expect(
      read({ Trigger: { Metrics, Threshold: 1, ComparisonOperator: 'LessThanThreshold' } }),
    ).toMatchObject({
      labels: { service: 'cart', namespace: 'AWS/ECS', metric: 'Errors' },
      annotations: { condition: 'the expression < 1' },
    });
  });

  test.each([
    ['what its description says', { AlarmDescription: 'Pages. service=payments, severity=p1' }, 'payments'],
    [
      'the service that the catalogue has by this name',
      dimensions({ name: 'FunctionName', value: 'lambda' }, { name: 'Shard', value: 'search' }),
      'search',
    ],
    [
      'what is named',
      dimensions({ name: 'Shard', value: '7' }, { name: 'FunctionName', value: 'pay' }),
      'pay',
    ],
    ['nothing', dimensions({ name: 'Shard', value: '7' }), undefined],
  ])('is about %s', (_, alarm, service) => {
    expect(read(alarm)?.labels['service']).toBe(service);
  });

  test('in China has its console there', () => {
    const AlarmArn = 'arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:a';

    expect(read({ AlarmArn })?.generatorUrl).toContain('https://cn-north-1.console.amazonaws.cn/');
  });
});
