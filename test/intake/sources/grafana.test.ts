import { describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { grafana, parseGrafana } from '../../../src/intake/sources/grafana.js';
import { grafanaAlertOf as alertOf, grafanaBodyOf as bodyOf } from '../../helpers/token-senders.js';

const NOW = new Date('2026-11-23T10:05:00Z');

const read = (body: unknown) => parseGrafana(body, NOW);
const first = (body: unknown) => read(body).alerts?.[0];

describe('what Grafana sends', () => {
  test('becomes an alert with the links and the values that a person wants next', () => {
    expect(read(bodyOf([alertOf()]))).toEqual({
      alerts: [
        {
          source: 'grafana',
          fingerprint: '1/c6eadffa33fcdf37',
          status: 'firing',
          name: 'Checkout latency',
          labels: alertOf().labels,
          annotations: {
            summary: 'Checkout answers in 3 s',
            runbook_url: 'https://wiki.example.com/checkout',
            values: 'B=3.02, C=1',
            dashboard: 'https://grafana.example.com/d/shop?orgId=1',
            silence: 'https://grafana.example.com/alerting/silence/new?alertmanager=grafana',
          },
          startsAt: new Date('2026-11-23T09:00:00Z'),
          endsAt: null,
          generatorUrl: 'https://grafana.example.com/alerting/grafana/ab12/view?orgId=1',
          groupKey: '1/{}:{alertname="Checkout latency", grafana_folder="Shop"}',
        },
      ],
      problems: [],
    });
  });

  test('ends when it is resolved', () => {
    const resolved = { status: 'resolved', endsAt: '2026-11-23T10:04:00Z' };

    expect(first(bodyOf([alertOf({}, resolved)]))).toMatchObject({
      status: 'resolved',
      endsAt: new Date('2026-11-23T10:04:00Z'),
    });
  });

  test('of two organisations is never taken for one', () => {
    const one = first(bodyOf([alertOf()]));
    const other = first(bodyOf([alertOf()], { orgId: 2 }));

    expect(other?.fingerprint).not.toBe(one?.fingerprint);
    expect(other?.groupKey).not.toBe(one?.groupKey);
  });

  test('without values, fingerprint and links is taken all the same', () => {
    const bare = { values: null, valueString: '', fingerprint: '', silenceURL: '', dashboardURL: null };
    const alert = first(bodyOf([alertOf({}, { ...bare, annotations: null, generatorURL: '' })]));

    expect(alert).toMatchObject({ annotations: {}, generatorUrl: null });
    expect(alert?.fingerprint).toMatch(/^1\/[0-9a-f]{16}$/);
  });

  test.each([
    ['DatasourceNoData', 'critical', 'warning', 'Grafana finds no data for the rule “Checkout latency”'],
    ['DatasourceError', 'critical', 'warning', 'Grafana cannot evaluate the rule “Checkout latency”'],
    ['DatasourceError', 'info', 'info', 'Grafana cannot evaluate the rule “Checkout latency”'],
  ])(
    'as %s of a %s rule is about the watcher, not about the service',
    (alertname, severity, now, summary) => {
      const labels = { alertname, rulename: 'Checkout latency', datasource_uid: 'prom', severity };

      const alert = first(bodyOf([alertOf(labels)]));

      expect(alert?.labels).toMatchObject({ about: 'monitoring', severity: now, rule_severity: severity });
      expect(alert?.annotations).toMatchObject({ summary, rule_summary: 'Checkout answers in 3 s' });
    },
  );

  test('warns about alerts that were left out', () => {
    expect(read(bodyOf([alertOf()], { truncatedAlerts: 7 })).warning).toContain('Grafana left 7 alerts out');
  });
});

describe('a contact point that signs', () => {
  const body = Buffer.from(JSON.stringify(bodyOf([alertOf()])));
  const delivery = (headers: Readonly<Record<string, string>>) => ({ headers, body, receivedAt: NOW });
  // openssl dgst -sha256 -hmac of the body, as bare hexadecimal digits.
  const signature = createHmac('sha256', 'signing-secret').update(body).digest('hex');

  test('needs no token, and its signature must fit the body', async () => {
    const { admit, verify } = grafana({ tokens: null, signing: ['signing-secret'] });

    expect(admit({})).toContain('GRAFANA_SIGNING_SECRET');
    expect(admit({ 'x-grafana-alerting-signature': signature })).toBeUndefined();
    expect(await verify?.(delivery({ 'x-grafana-alerting-signature': signature }))).toBeUndefined();
    expect(await verify?.(delivery({ 'x-grafana-alerting-signature': 'ab'.repeat(32) }))).toContain(
      'does not fit the body',
    );
  });

  test('must give both where both are set, and what is sent again has both', () => {
    const { admit, sign } = grafana({ tokens: ['a-token'], signing: ['signing-secret'] });

    expect(admit({ 'x-grafana-alerting-signature': signature })).toContain('GRAFANA_TOKEN');
    expect(admit({ authorization: 'Bearer a-token' })).toContain('GRAFANA_SIGNING_SECRET');
    expect(sign(body)).toEqual({
      authorization: 'Bearer a-token',
      'x-grafana-alerting-signature': signature,
    });
  });
});
