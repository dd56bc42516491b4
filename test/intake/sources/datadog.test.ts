import { describe, expect, test } from '@jest/globals';
import { parseDatadog } from '../../../src/intake/sources/datadog.js';
import { datadogBodyOf as bodyOf } from '../../helpers/token-senders.js';

const AT = new Date(1795428000000);

describe('what Datadog sends', () => {
  test('becomes an alert of the monitor’s group, its tags become labels', () => {
    const { fingerprint, groupKey, ...alert } = parseDatadog(bodyOf());

    expect(alert).toEqual({
      source: 'datadog',
      status: 'firing',
      name: 'Checkout is slow',
      labels: { env: 'prod', service: 'checkout', team: 'shop', monitor_id: '1234', severity: 'P2' },
      annotations: {
        description: 'Checkout answers slowly. @webhook-firewatch',
        status: 'trace.http.request.duration over service:checkout was > 2.0 on average during the last 5m.',
        metric: 'trace.http.request.duration',
        tags: 'env:prod, monitor, service:checkout, team:shop',
      },
      startsAt: AT,
      isStartGuessed: true,
      endsAt: null,
      generatorUrl: 'https://app.datadoghq.com/monitors/1234?group=service%3Acheckout',
    });
    expect([fingerprint, groupKey]).toEqual([
      expect.stringMatching(/^[0-9a-f]{32}$/),
      expect.stringMatching(/^[0-9a-f]{32}$/),
    ]);
  });

  test.each([
    ['Triggered', 'firing'],
    ['Re-Triggered', 'firing'],
    ['Warn', 'firing'],
    ['Re-Warn', 'firing'],
    ['No Data', 'firing'],
    ['Re-No Data', 'firing'],
    ['Renotify', 'firing'],
    ['Re-Notify', 'firing'],
    ['Recovered', 'resolved'],
    ['Warn Recovered', 'resolved'],
  ])('%s is %s, of the same alert', (transition, status) => {
    const alert = parseDatadog(bodyOf({ transition }));

    expect(alert).toMatchObject({ status, endsAt: status === 'resolved' ? AT : null });
    expect(alert.fingerprint).toBe(parseDatadog(bodyOf()).fingerprint);
  });

  test.each([
    ['another group of the monitor', { scope: 'service:search' }],
    ['another monitor', { monitor: '77' }],
    ['another organisation', { org: '56' }],
  ])('%s is another alert in another group', (_, fields) => {
    const [one, other] = [parseDatadog(bodyOf()), parseDatadog(bodyOf(fields))];

    expect(other.fingerprint).not.toBe(one.fingerprint);
    expect(other.groupKey).not.toBe(one.groupKey);
  });

  test.each([
    ['an error without priority', { priority: 'null', type: 'error' }, 'error'],
    ['a warning without priority', { priority: '', transition: 'Warn' }, 'warning'],
    ['a warning of an urgent monitor', { priority: 'P1', transition: 'Warn' }, 'warning'],
    ['a warning of a minor monitor', { priority: 'P5', transition: 'Warn' }, 'P5'],
    ['a reminder of a warning', { priority: 'P1', transition: 'Renotify', type: 'warning' }, 'warning'],
  ])('%s has its own severity', (_, fields, severity) => {
    expect(parseDatadog(bodyOf(fields)).labels['severity']).toBe(severity);
  });

  test('without data says so, and is about the monitoring', () => {
    const alert = parseDatadog(bodyOf({ transition: 'No Data', priority: 'P1' }));

    expect(alert.labels).toMatchObject({ about: 'monitoring', severity: 'warning', rule_severity: 'P1' });
    expect(alert.annotations['summary']).toBe('Datadog gets no data for the monitor “Checkout is slow”');
  });

  test.each([
    ['milliseconds as text', '1795428000000'],
    ['milliseconds', 1795428000000],
    ['seconds', 1795428000],
  ])('takes the time as %s', (_, date) => {
    expect(parseDatadog(bodyOf({ date })).startsAt).toEqual(AT);
  });

  test.each([
    [
      'a variable that Datadog left as it is',
      { monitor: '$ALERT_ID' },
      'Field monitor is wrong: must be filled by Datadog; write $ALERT_ID in the payload.',
    ],
    ['no transition', { transition: undefined }, 'Field transition is wrong: must be filled by Datadog'],
    ['a time in words', { date: 'now' }, 'Field date is wrong: must be a time as seconds or milliseconds'],
  ])('with %s is refused', (_, fields, sentence) => {
    expect(() => parseDatadog(bodyOf(fields))).toThrow(sentence);
  });
});
