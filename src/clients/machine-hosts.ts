/**
 * Addresses of the machine we run on rather than of a service: where clouds hand out the machine's own credentials, and
 * whatever is reached without a router or without a name. Nothing that Firewatch talks to is there, so a request to one of
 * them is a mistake in the configuration or somebody's attempt. Loopback and private networks are ordinary places to be.
 */
import dns from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

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

/**
 * The same of a name, by the addresses that it has now: for `fetch`, which does not let anybody look at the connection. Never
 * rejects; false where it cannot be found out, or not before `signal` aborts.
 */
export async function leadsToMachineHost({ hostname }: URL, signal: AbortSignal): Promise<boolean> {
  if (isMachineHost(hostname)) return true;
  const found = dns.promises.lookup(hostname.replace(/^\[(.*)\]$/, '$1'), { all: true }).then(
    (addresses) => addresses.some(({ address }) => isMachineHost(address)),
    () => false,
  );
  const gaveUp = new Promise<boolean>((resolve) => {
    if (signal.aborted) resolve(false);
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
  return Promise.race([found, gaveUp]);
}

/** Finds the addresses for a connection; fails for a name that leads to such a one. */
export const lookUpOutside: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, found) => {
    const first = found?.[0];
    if (error || !first) return callback(error ?? machineHostError({ hostname }), '');
    if (found.some(({ address }) => isMachineHost(address)))
      return callback(machineHostError({ hostname }), '');
    return options.all ? callback(null, found) : callback(null, first.address, first.family);
  });
};

/** Why a request there was not sent. */
export function machineHostError({ hostname }: Pick<URL, 'hostname'>): Error {
  return new Error(`${hostname} is an address of this machine itself; nothing is sent there`);
}
