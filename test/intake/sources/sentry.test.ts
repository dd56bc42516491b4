import { describe, expect, test } from '@jest/globals';
import { sentry } from '../../../src/intake/sources/sentry.js';
import { buildCatalog } from '../../helpers/small-catalog.js';
import {
  sentryIssueAlertBody,
  sentryIssueBody,
  sentryMetricAlertBody,
} from '../../helpers/signed-senders.js';

const receivedAt = new Date('2026-11-23T10:06:00Z');
const source = (sentryProject = 'acme/shop-front') =>
  sentry(['a secret'], () => buildCatalog({ web: { sentryProject } }).list());
const read = (resource: string, body: unknown, headers = {}, from = source()) =>
  from.read({
    headers: { 'sentry-hook-resource': resource, ...headers },
    body: Buffer.from(JSON.stringify(body)),
    receivedAt,
  }).alerts;

describe('what Sentry sends', () => {
  test('of an issue alert becomes an alert without a word about users', () => {
    expect(read('event_alert', sentryIssueAlertBody())).toEqual([
      {
        source: 'sentry',
        fingerprint: 'issue:1117540176',
        status: 'firing',
        name: 'TypeError: basket is undefined',
        labels: {
          alertname: 'TypeError: basket is undefined',
          severity: 'warning',
          level: 'error',
          project: 'shop-front',
          service: 'web',
          environment: 'production',
        },
        annotations: {
          summary: 'TypeError: basket is undefined',
          rule: 'Payments fail',
          culprit: 'checkout/pay in charge',
          release: 'shop-front@2.4.0',
        },
        startsAt: new Date('2026-11-23T10:00:00.677Z'),
        isStartGuessed: true,
        endsAt: null,
        generatorUrl:
          'https://sentry.io/organizations/acme/issues/1117540176/events/e4874d664c3540c1a32eab185f12c5ab/',
        groupKey: null,
      },
    ]);
  });

  test.each([
    ['fatal', 'high'],
    ['info', 'info'],
    ['a level of next year', 'warning'],
  ])('with the level %s has the severity %s', (level, severity) => {
    expect(read('event_alert', sentryIssueAlertBody({ level }))?.[0]?.labels['severity']).toBe(severity);
  });

  test('of the end of an issue ends what its alert began, when Sentry says it was', () => {
    const seconds = { 'sentry-hook-timestamp': '1795428240' };

    for (const action of ['resolved', 'archived', 'ignored'])
      expect(read('issue', sentryIssueBody(action), seconds)).toMatchObject([
        {
          fingerprint: 'issue:1117540176',
          status: 'resolved',
          startsAt: new Date(1_795_428_240_000),
          endsAt: new Date(1_795_428_240_000),
        },
      ]);
    expect(read('issue', sentryIssueBody('resolved'), { 'sentry-hook-timestamp': 'soon' })).toMatchObject([
      { endsAt: receivedAt },
    ]);
  });

  test('of a metric alert becomes one alert for each threshold, and the end is that of both', () => {
    expect(read('metric_alert', sentryMetricAlertBody('critical'))).toEqual([
      {
        source: 'sentry',
        fingerprint: 'metric-alert:4:critical',
        status: 'firing',
        name: 'Too many errors',
        labels: {
          alertname: 'Too many errors',
          severity: 'critical',
          project: 'shop-front',
          service: 'web',
        },
        annotations: {
          summary: 'Critical: Too many errors',
          description: '1000 events in the last 10 minutes\nFilter: level:error',
          query: 'count() of level:error',
        },
        startsAt: new Date('2026-11-23T09:55:00Z'),
        endsAt: null,
        generatorUrl: 'https://sentry.io/organizations/acme/alerts/1/',
        groupKey: null,
      },
    ]);
    const date_closed = '2026-11-23T10:05:00Z';
    expect(read('metric_alert', sentryMetricAlertBody('resolved', { date_closed }))).toMatchObject(
      ['critical', 'warning'].map((severity) => ({
        fingerprint: `metric-alert:4:${severity}`,
        status: 'resolved',
        startsAt: new Date('2026-11-23T09:55:00Z'),
        endsAt: new Date(date_closed),
      })),
    );
  });

  test('is about the project where no service is it, and about none where there are several', () => {
    const serviceIn = (body: unknown, resource = 'metric_alert') =>
      read(resource, body, {}, source('another'))?.[0]?.labels['service'];

    expect(serviceIn(sentryIssueAlertBody(), 'event_alert')).toBe('shop-front');
    expect(serviceIn(sentryMetricAlertBody('warning'))).toBe('shop-front');
    expect(serviceIn(sentryMetricAlertBody('warning', { projects: ['a', 'b'] }))).toBeUndefined();
  });

  test.each([
    ['issue', sentryIssueBody('created')],
    ['issue', sentryIssueBody('unresolved')],
    ['installation', { action: 'created', data: { installation: {} } }],
    ['comment', { action: 'created', data: {} }],
  ])('of the resource %s is nothing', (resource, body) => {
    expect(read(resource, body)).toEqual([]);
  });

  test.each([
    [sentryIssueAlertBody(), 'event_alert'],
    [sentryMetricAlertBody('critical'), 'metric_alert'],
    [sentryIssueBody('resolved'), 'issue'],
    [{ data: {} }, 'installation'],
    ['text', 'installation'],
  ])('says again what a kept payload is about: %#', (body, resource) => {
    const headers = source().sign(Buffer.from(JSON.stringify(body)));

    expect(headers['sentry-hook-resource']).toBe(resource);
  });

  test('without the name of the resource is read by what is in it', () => {
    const headers = { 'sentry-hook-resource': undefined };

    expect(read('', sentryIssueBody('resolved'), headers)).toHaveLength(1);
  });
});
