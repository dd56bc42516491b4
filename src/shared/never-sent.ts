/** Tells failures that happened before a request was written from those after which the other side may have acted. */

/** Codes of Node's and undici's errors from before a request is written. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
]);

/** Whether the error, or one that caused it, says that the other side saw nothing of the request. */
export function wasNeverSent(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; typeof cause === 'object' && cause !== null && depth < 5; depth += 1) {
    if ('code' in cause && NEVER_SENT.has(String(cause.code))) return true;
    // Several addresses were tried (IPv6, IPv4): it was sent to none only if every try failed before sending.
    if ('errors' in cause && Array.isArray(cause.errors)) return cause.errors.every(wasNeverSent);
    cause = 'cause' in cause ? cause.cause : undefined;
  }
  return false;
}
