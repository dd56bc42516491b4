import { describe, expect, test } from '@jest/globals';
import { findServiceLabel, selectLogs } from '../../src/incidents/log-selection.js';
import type { LogSource } from '../../src/incidents/ports/log-source.js';

const named = (...names: readonly string[]) => names.map((name) => ({ name }));
const selectors = (...input: Parameters<typeof selectLogs>) =>
  selectLogs(...input).map(({ selector }) => selector);

describe('selectLogs', () => {
  test('asks for all services at once by the label that names them', () => {
    const [selection, ...others] = selectLogs(named('cart', 'shop.api'), {
      label: 'app',
      services: ['cart', 'shop.api'],
    });

    expect(others).toEqual([]);
    expect(selection?.selector).toBe('{app=~"cart|shop[.]api"}');
    expect(selection?.serviceOf({ app: 'shop.api' })).toBe('shop.api');
    expect(selection?.serviceOf({ app: 'shopXapi' })).toBeNull();
    expect(selection?.narrow('cart')).toBe('{app="cart"}');
  });

  test('services of one template share a query, those with their own have one each', () => {
    const shared = '{namespace="shop", app = "$service"}';
    const services = [
      { name: 'cart', logSelector: shared },
      { name: 'web', logSelector: shared },
      { name: 'db', logSelector: '{job="postgres"}' },
      { name: 'old', logSelector: '{app="$service", file="/var/log/$service.log"}' },
    ];

    expect(selectors(services, null)).toEqual([
      '{namespace="shop", app=~"cart|web"}',
      '{job="postgres"}',
      '{app="old", file="/var/log/old.log"}',
    ]);
  });

  test('leaves out what cannot be selected, and names that would change the query', () => {
    const found = { label: 'app', services: ['cart', 'x"} or {a="b'] };

    expect(selectors(named('cart', 'unknown', 'x"} or {a="b'), found)).toEqual(['{app="cart"}']);
    expect(selectors(named('cart'), null)).toEqual([]);
  });
});

describe('findServiceLabel', () => {
  const store = (values: Readonly<Record<string, readonly string[]>>): LogSource => ({
    queryLines: async (_, range) => ({ lines: [], covered: range, isPartial: false, warnings: [] }),
    queryRange: async () => ({ series: [], isPartial: false, warnings: [] }),
    listLabels: async () => Object.keys(values),
    listLabelValues: async (label) => ({ names: values[label] ?? [], hasMore: false }),
  });
  const find = (values: Readonly<Record<string, readonly string[]>>) =>
    findServiceLabel(
      store(values),
      ['cart', 'web'],
      { start: new Date(0), end: new Date(1) },
      new AbortController().signal,
    );

  test('takes the label with most of the names, the usual one where several have as many', async () => {
    const both = ['cart', 'web'];

    expect(
      await find({ service_name: ['unknown_service'], app: ['cart'], job: both, container: both }),
    ).toEqual({
      label: 'job',
      services: both,
    });
  });

  test('finds none where no label holds one of the names', async () => {
    expect(await find({ pod: ['cart'], app: ['other'] })).toBeNull();
  });
});
