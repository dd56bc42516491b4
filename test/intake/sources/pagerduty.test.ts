import { describe, expect, test } from '@jest/globals';
import { parsePagerDuty } from '../../../src/intake/sources/pagerduty.js';
import { buildCatalog } from '../../helpers/small-catalog.js';
import { pagerDutyBody } from '../../helpers/signed-senders.js';

const { list } = buildCatalog({ checkout: { pagerDutyServiceId: 'PF9KMXH' } });
const read = (event: string, incident: Record<string, unknown> = {}) =>
  parsePagerDuty(pagerDutyBody(event, incident), list());
const one = (...args: Parameters<typeof read>) => read(...args)[0];

describe('what PagerDuty sends', () => {
  test('of a new incident becomes an alert', () => {
    expect(read('incident.triggered')).toEqual([
      {
        source: 'pagerduty',
        fingerprint: 'PGR0VU2',
        status: 'firing',
        name: 'Checkout answers slowly',
        labels: {
          alertname: 'Checkout answers slowly',
          severity: 'p2',
          service: 'checkout',
          urgency: 'high',
          team: 'Shop',
        },
        annotations: {
          summary: 'Checkout answers slowly',
          pagerduty_incident: '#2',
          escalation_policy: 'Shop',
        },
        startsAt: new Date('2026-11-23T10:00:00Z'),
        endsAt: null,
        generatorUrl: 'https://acme.pagerduty.com/incidents/PGR0VU2',
        groupKey: null,
      },
    ]);
  });

  test('of one that comes back or ends carries when that was', () => {
    const occurredAt = '2026-11-23T10:30:00Z';

    expect(one('incident.reopened', { occurredAt })).toMatchObject({
      status: 'firing',
      startsAt: new Date(occurredAt),
    });
    expect(one('incident.resolved', { occurredAt })).toMatchObject({
      status: 'resolved',
      endsAt: new Date(occurredAt),
    });
  });

  test.each([
    [{ priority: null, urgency: 'high' }, 'high'],
    [{ priority: null, urgency: 'low' }, 'warning'],
    [{ priority: { id: 'P', summary: 'SEV1' }, urgency: 'low' }, 'sev1'],
  ])('%j has the severity %s', (incident, severity) => {
    expect(one('incident.triggered', incident)?.labels['severity']).toBe(severity);
  });

  test('is about the service as PagerDuty calls it, where the catalogue has none', () => {
    const service = { id: 'PUNKNOWN', summary: 'Mail', type: 'service_reference' };

    expect(one('incident.triggered', { service })?.labels['service']).toBe('Mail');
    expect(one('incident.triggered', { service: null })?.labels).not.toHaveProperty('service');
  });

  test('of an incident that Firewatch opened there is nothing', () => {
    const incident_key = 'firewatch:0198-1:2';

    for (const event of ['triggered', 'resolved', 'reopened'])
      expect(read(`incident.${event}`, { incident_key })).toEqual([]);
  });

  test.each([
    'incident.acknowledged',
    'incident.unacknowledged',
    'incident.reassigned',
    'incident.escalated',
    'incident.priority_updated',
    'incident.an_event_of_next_year',
  ])('of %s is nothing', (event) => {
    expect(read(event)).toEqual([]);
  });

  test.each([
    ['incident.annotated', { id: 'P2LA89X', type: 'incident_note', content: 'We look at it.' }],
    ['incident.responder.added', { type: 'incident_responder', state: 'pending' }],
    ['service.updated', { id: 'PF9KMXH', type: 'service' }],
    ['pagey.ping', { message: 'Hello from your friend Pagey!', type: 'ping' }],
  ])('of %s is nothing, though its data are of another kind', (event_type, data) => {
    const event = {
      id: 'e',
      event_type,
      occurred_at: '2026-11-23T10:00:00Z',
      agent: null,
      client: null,
      data,
    };

    expect(parsePagerDuty({ event }, [])).toEqual([]);
  });
});
