/** What Amazon SNS has at public addresses: its certificates, and the pages by which a subscription is confirmed. */
import { UpstreamError } from '../shared/errors.js';
import { attemptHttp } from './http-attempt.js';

/** SNS waits for 15 seconds, and our own commit comes on top. */
const TIMEOUT_MS = 4_000;
/** A certificate has two thousand. */
const MAX_BYTES = 64 * 1024;

/** Whether an address may be called is for the caller to know. Throws UpstreamError (`sns`). */
export async function downloadAwsPage(url: URL): Promise<string> {
  const outcome = await attemptHttp({
    url,
    method: 'GET',
    headers: {},
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
  });
  if (outcome.kind === 'answer' && outcome.status === 200 && !outcome.isCut) return outcome.body;
  const what = outcome.kind === 'answer' ? `answered ${outcome.status}` : 'could not be reached';
  throw new UpstreamError('sns', `SNS at ${url.host} ${what}; let Firewatch reach it on port 443.`, {
    isRetryable: true,
    ...('cause' in outcome ? { cause: outcome.cause } : {}),
  });
}
