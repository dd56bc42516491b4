/** What became of a request that was to change something, in words, and whether the other side can have acted. */
import type { HttpOutcome } from './http-attempt.js';
import { inSeconds } from './http.js';
import { secretsIn, withoutSecrets } from './without-secrets.js';

/** A gateway's word that it does not know what became of the request behind it. */
const UNCERTAIN_STATUSES = [502, 504];
const MAX_QUOTE_LENGTH = 200;

export function isUncertain(status: number): boolean {
  return UNCERTAIN_STATUSES.includes(status);
}

/** Of what was sent and not answered; to be read after its name. */
export function describeSilence({ kind }: HttpOutcome, timeoutMs: number): string {
  if (kind === 'timeout') return `did not answer within ${inSeconds(timeoutMs)}`;
  return kind === 'aborted' ? 'was not waited for' : 'broke the connection';
}

/** `: "what it said"`, one line, without the credentials that were sent; empty where it said nothing. */
export function quoteAnswer(body: string, sent: Readonly<Record<string, string>>): string {
  const said = withoutSecrets(body, secretsIn(sent))
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_QUOTE_LENGTH);
  return said && `: "${said}"`;
}
