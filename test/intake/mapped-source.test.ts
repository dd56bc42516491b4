import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { MappingDocument, type Mapping } from '../../src/intake/mapped/mapping.js';
import { mappedSource, readMapped } from '../../src/intake/mapped/mapped-source.js';

const NOW = new Date('2026-11-23T10:05:00Z');
const page = readFileSync(new URL('../../docs/sources/json.md', import.meta.url), 'utf8');
const [, example = ''] = /^```yaml\n(# webhooks\.yaml\n[\s\S]*?)^```$/m.exec(page) ?? [];
const [ZABBIX] = MappingDocument.parse(parse(example)).webhooks as [Mapping];

function eventOf(fields: Readonly<Record<string, unknown>> = {}) {
  return {
    value: 1,
    clock: 1795428000,
    host: { name: 'web-1' },
    trigger: {
      id: 17,
      name: 'Checkout is slow',
      severity: 'disaster',
      comments: 'Over 2 s',
      url: 'https://z/17',
    },
    tags: { service: 'checkout', 'deploy.env': 'prod' },
    ...fields,
  };
}
const mappingOf = (fields: object) =>
  MappingDocument.parse({
    webhooks: [{ name: 'own', title: 't', fingerprint: ['id'], ...fields }],
  }).webhooks[0] as Mapping;
const first = (mapping: Mapping, body: unknown) => {
  const { alerts = [], problems = [] } = readMapped(mapping, body, NOW);
  return alerts[0] ?? problems[0];
};

describe('JSON that webhooks.yaml describes', () => {
  test('becomes an alert as the example in the documentation says', () => {
    expect(first(ZABBIX, { events: [eventOf()] })).toEqual({
      source: 'zabbix',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      status: 'firing',
      name: 'Checkout is slow',
      labels: { host: 'web-1', env: 'prod', service: 'checkout', severity: 'critical' },
      annotations: { summary: 'Checkout is slow', description: 'Over 2 s' },
      startsAt: new Date(1795428000_000),
      isStartGuessed: true,
      endsAt: null,
      generatorUrl: 'https://z/17',
      groupKey: null,
    });
  });

  test('ends the same alert that it began', () => {
    const begin = first(ZABBIX, { events: [eventOf()] });
    const end = first(ZABBIX, { events: [eventOf({ value: 'ok', clock: 1795428060, tags: null })] });

    expect(end).toMatchObject({
      fingerprint: (begin as { fingerprint: string }).fingerprint,
      status: 'resolved',
      endsAt: new Date(1795428060_000),
    });
  });

  test.each([
    ['one alert as the whole body', {}, { id: 1, t: 'x' }, { name: 'x', status: 'firing', startsAt: NOW }],
    ['a list as the whole body', {}, [{ id: 1, t: 'x' }], { name: 'x' }],
    [
      'a beginning',
      { startsAt: { path: 's' } },
      { id: 1, t: 'x', s: '2026-11-23T09:00:00Z' },
      { startsAt: new Date('2026-11-23T09:00:00Z') },
    ],
    [
      'milliseconds',
      { at: { path: 's', format: 'milliseconds' } },
      { id: 1, t: 'x', s: 1795428000000 },
      { startsAt: new Date(1795428000000) },
    ],
    [
      'a severity that is not listed',
      { severity: { path: 's', values: { a: 'critical' } } },
      { id: 1, t: 'x', s: 'b' },
      { labels: { severity: 'warning' } },
    ],
    [
      'an entry of a list',
      { service: 'list.1.name' },
      { id: 1, t: 'x', list: [0, { name: 'checkout' }] },
      { labels: { service: 'checkout' } },
    ],
    ['a key that every object has', { service: 'constructor.name' }, { id: 1, t: 'x' }, { labels: {} }],
  ])('may hold %s', (_, fields, body, alert) => {
    expect(first(mappingOf(fields), body)).toMatchObject(alert);
  });

  test('that says when it began is that episode, whenever it is told', () => {
    const alert = first(mappingOf({ startsAt: { path: 's', format: 'seconds' } }), {
      id: 1,
      t: 'x',
      s: 1795428000,
    });

    expect(alert).not.toHaveProperty('isStartGuessed');
  });

  test.each([
    [
      'a state that is not listed',
      { events: [eventOf({ value: 'muted' })] },
      'Field events[0].value is wrong: “muted” is neither under firing nor under resolved in webhooks.yaml.',
    ],
    [
      'no title',
      { events: [eventOf({ trigger: { id: 1 } })] },
      'Field events[0].trigger.name is wrong: must be text, a number, true or false.',
    ],
    [
      'nothing that says which alert it is',
      { events: [eventOf({ host: {}, trigger: { name: 'x' } })] },
      'Field events[0].host.name is wrong: must be text',
    ],
    [
      'a time in words',
      { events: [eventOf({ clock: 'now' })] },
      'Field events[0].clock is wrong: must be a time',
    ],
  ])('with %s is refused with the path', (_, body, sentence) => {
    expect(first(ZABBIX, body)).toContain(sentence);
  });

  test('without the list is refused as a whole', () => {
    expect(() => readMapped(ZABBIX, { event: [] }, NOW)).toThrow(
      'Field events is wrong: must be a list of alerts.',
    );
  });

  test('may prove its sender by a header of its own', () => {
    const { admit, sign } = mappedSource(mappingOf({ header: 'X-Api-Key', tokenEnv: 'OWN_KEY' }), [
      'new-token',
      'old-token',
    ]);

    expect(['new-token', 'old-token'].map((token) => admit({ 'x-api-key': token }))).toEqual([
      undefined,
      undefined,
    ]);
    for (const headers of [{}, { 'x-api-key': 'no' }, { authorization: 'Bearer new-token' }])
      expect(admit(headers)).toBe('Send the value of OWN_KEY in the header X-Api-Key.');
    expect(sign(Buffer.alloc(0))).toEqual({ 'x-api-key': 'new-token' });
  });
});
