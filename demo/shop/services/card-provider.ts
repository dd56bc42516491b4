/** The card company, outside the shop: takes payments from callers whose credential has not expired. Not scraped. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { listenOnAnyPort, sendJson, stopServer } from '../http-server.js';
import { sleep, type Noise } from '../noise.js';

const ANSWER_MS = { low: 8, high: 22 };
const DECLINED_SHARE = 0.03; // honest declines, which are nobody's fault and must not count as errors
const CREDENTIAL_LIFETIME_MS = 30 * 24 * 3600 * 1000;

export interface Credential {
  readonly secret: string;
  readonly expiresAtMs: number;
}

export interface CardProvider {
  /** Issues a new credential; earlier ones stay valid until they expire. */
  issueCredential(): Credential;
  /** Ends the life of every credential issued so far. Returns when that was. */
  expireCredentials(): number;
  readonly url: () => string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createCardProvider(noise: Noise): CardProvider {
  const expiryBySecret = new Map<string, number>();
  let address = '';
  const server = createServer((request, response) => {
    void (async () => {
      request.resume();
      await sleep(noise.between(ANSWER_MS.low, ANSWER_MS.high));
      const secret = request.headers.authorization?.replace('Bearer ', '') ?? '';
      const expiresAtMs = expiryBySecret.get(secret) ?? 0;
      if (expiresAtMs <= Date.now()) sendJson(response, 401, { error: 'credential_expired' });
      else if (noise.chance(DECLINED_SHARE)) sendJson(response, 402, { error: 'card_declined' });
      else sendJson(response, 200, { charge: randomUUID() });
    })();
  });

  return {
    issueCredential() {
      const credential = { secret: randomUUID(), expiresAtMs: Date.now() + CREDENTIAL_LIFETIME_MS };
      expiryBySecret.set(credential.secret, credential.expiresAtMs);
      return credential;
    },
    expireCredentials() {
      const now = Date.now();
      for (const secret of expiryBySecret.keys()) expiryBySecret.set(secret, now);
      return now;
    },
    url: () => address,
    async start() {
      address = await listenOnAnyPort(server);
    },
    stop: async () => stopServer(server),
  };
}
