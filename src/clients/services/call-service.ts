/**
 * One call of a service that actions change: never repeated, no redirect followed, answers capped. A failure says whether the
 * other side can have acted.
 */
import { UncertainOutcomeError, UpstreamError } from '../../shared/errors.js';
import { attemptHttp, type HttpAnswer } from '../http-attempt.js';
import { describeSilence, isUncertain, quoteAnswer } from '../http-change.js';

export interface ServiceCall {
  /** Name in sentences: `Alertmanager at alerts.example:9093`. */
  readonly label: string;
  /** Name in errors: `alertmanager`. */
  readonly service: string;
  /** Where the operator looks when it cannot be used: `actions.alertmanager.url`. */
  readonly check: string;
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Statuses besides 2xx that the caller reads for itself. */
  readonly accept?: readonly number[];
}

const MAX_BYTES = 4 * 1024 * 1024;
const UNCLEAR = 'It may have acted all the same: look at it before anybody repeats this.';

/** @throws UpstreamError; UncertainOutcomeError when a change was sent and nobody knows what became of it. */
export async function callService(call: ServiceCall): Promise<HttpAnswer> {
  const isRead = call.method === 'GET';
  const outcome = await attemptHttp({ ...call, maxBytes: MAX_BYTES });
  if (outcome.kind === 'unreachable') {
    throw failure(call, `cannot be reached, so nothing was sent; check ${call.check} and the network.`, {
      isRetryable: isRead,
      cause: outcome.cause,
    });
  }
  if (outcome.kind === 'answer') return read(call, outcome, isRead);
  const what = describeSilence(outcome, call.timeoutMs);
  const cause = 'cause' in outcome ? outcome.cause : new Error(outcome.kind);
  if (isRead)
    throw failure(call, `${what}; check ${call.check} and the network.`, { isRetryable: true, cause });
  throw new UncertainOutcomeError(call.service, `${call.label} ${what}. ${UNCLEAR}`, { cause });
}

function read(call: ServiceCall, answer: HttpAnswer, isRead: boolean): HttpAnswer {
  const { status } = answer;
  if ((status >= 200 && status < 300) || call.accept?.includes(status)) {
    if (!isRead || !answer.isCut) return answer;
    throw failure(call, `broke off its answer, or answered more than ${MAX_BYTES >> 20} MiB.`, {
      status,
      isRetryable: true,
    });
  }
  if (!isRead && isUncertain(status)) {
    throw new UncertainOutcomeError(
      call.service,
      `A gateway in front of ${call.label} answered ${status}. ${UNCLEAR}`,
    );
  }
  throw failure(call, refusal(call, answer), { status, isRetryable: false });
}

function refusal(call: ServiceCall, { status, body }: HttpAnswer): string {
  if (status >= 300 && status < 400)
    return `redirects elsewhere (${status}), which is not followed; check ${call.check}.`;
  const quote = quoteAnswer(body, call.headers);
  if (status === 401 || status === 403)
    return `refused access (${status}${quote}); check the token beside ${call.check} and what it may do.`;
  return `answered ${status}${quote}`;
}

function failure(
  { service, label }: ServiceCall,
  message: string,
  options: { status?: number; isRetryable: boolean; cause?: unknown },
): UpstreamError {
  return new UpstreamError(service, `${label} ${message}`, options);
}
