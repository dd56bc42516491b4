/**
 * Addresses of the machine we run on rather than of a service: where clouds hand out the machine's own credentials, and
 * whatever is reached without a router or without a name. Nothing that Firewatch talks to is there, so a request to one of
 * them is a mistake in the configuration or somebody's attempt. Loopback and private networks are ordinary places to be.
 */
import { BlockList, isIP } from 'node:net';

/** Of clouds that do not use a link-local address, or use a name beside it. */
const METADATA_ADDRESSES = ['100.100.100.200', '168.63.129.16', '192.0.0.192'];
const METADATA_NAMES = new Set(['metadata', 'metadata.google.internal', 'metadata.goog', 'instance-data']);

function createBlocked(): BlockList {
  const blocked = new BlockList();
  blocked.addSubnet('169.254.0.0', 16, 'ipv4');
  blocked.addSubnet('0.0.0.0', 8, 'ipv4');
  for (const address of METADATA_ADDRESSES) blocked.addAddress(address, 'ipv4');
  blocked.addSubnet('fe80::', 10, 'ipv6');
  blocked.addAddress('::', 'ipv6');
  blocked.addAddress('fd00:ec2::254', 'ipv6');
  // The first of them by way of a translator.
  blocked.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
  return blocked;
}
const BLOCKED = createBlocked();

/** `hostname` as `URL` gives it: numbers in any notation have become an address by then. */
export function isMachineHost(hostname: string): boolean {
  const host = hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
  const family = isIP(host);
  if (family === 0) return METADATA_NAMES.has(host);
  return BLOCKED.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** Why a request there was not sent. */
export function machineHostError({ hostname }: URL): Error {
  return new Error(`${hostname} is an address of this machine itself; nothing is sent there`);
}
