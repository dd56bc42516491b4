import { describe, expect, test } from '@jest/globals';
import { readPeers } from '../../src/clients/peer-names.js';

const peersOf = (attributes: Readonly<Record<string, unknown>>) => readPeers((key) => attributes[key]);

describe('the names of what a span calls', () => {
  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['a given name first', { 'db.name': 'orders', 'peer.service': 'orders-db' }, ['orders-db', 'orders']],
    [
      'of a host also its first part',
      { 'server.address': 'orders-db.shop.svc.cluster.local' },
      ['orders-db.shop.svc.cluster.local', 'orders-db'],
    ],
    ['an address has no parts', { 'net.peer.name': '10.0.0.7' }, ['10.0.0.7']],
    ['each once', { 'peer.service': 'cache', 'server.address': 'cache' }, ['cache']],
  ])('%s', (_, attributes, peers) => {
    expect(peersOf(attributes)).toEqual({ peers });
  });

  test('are left out where there are none, or no usable ones', () => {
    expect(peersOf({})).toEqual({});
    expect(peersOf({ 'peer.service': 7, 'server.address': 'x'.repeat(1_000) })).toEqual({});
  });
});
