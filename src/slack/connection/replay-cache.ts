/**
 * Recognises a signed request that was taken already. A signature covers timestamp and body; a captured request would be
 * valid for five minutes. Only requests that were answered well are remembered, so that Slack's own retry of one that was
 * not is welcome even within the same second.
 */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../shared/clock.js';

/** Longer than a signature is valid, both ways from its timestamp. */
const REMEMBER_MS = 10 * 60_000;

export interface ReplayCache {
  isKnown(request: IncomingMessage): boolean;
  remember(request: IncomingMessage): void;
}

export function createReplayCache(clock: Clock): ReplayCache {
  /** In the order they came. */
  const seen = new Map<string, number>();

  function forgetOld(now: number): void {
    for (const [signature, at] of seen) {
      if (at > now - REMEMBER_MS) return;
      seen.delete(signature);
    }
  }

  return {
    isKnown(request) {
      forgetOld(clock.now().getTime());
      const signature = signatureOf(request);
      return signature !== undefined && seen.has(signature);
    },
    remember(request) {
      const signature = signatureOf(request);
      if (signature !== undefined) seen.set(signature, clock.now().getTime());
    },
  };
}

function signatureOf(request: IncomingMessage): string | undefined {
  const header = request.headers['x-slack-signature'];
  return typeof header === 'string' ? header : undefined;
}
