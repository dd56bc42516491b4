/** Under which names a span knows what it calls, by OpenTelemetry's conventions and those before them. */

/** The name given by a person first, then addresses, then what is inside of the other end. */
const KEYS = [
  'peer.service',
  'server.address',
  'net.peer.name',
  'net.sock.peer.name',
  'peer.hostname',
  'db.namespace',
  'db.name',
  'messaging.destination.name',
];
const MAX_LENGTH = 100;

/** Of a host's name also its first part: `orders-db` of `orders-db.shop.svc.cluster.local`. */
export function readPeers(attributeOf: (key: string) => unknown): { readonly peers?: readonly string[] } {
  const peers = KEYS.flatMap((key) => {
    const value = attributeOf(key);
    if (typeof value !== 'string' || value === '' || value.length > MAX_LENGTH) return [];
    const [first = ''] = value.split('.');
    return first === value || /^\d*$/.test(first) ? [value] : [value, first];
  });
  return peers.length === 0 ? {} : { peers: [...new Set(peers)] };
}
