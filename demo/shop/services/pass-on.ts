/** How a caller answers when a service behind it did not: refusals pass unchanged, failures become 502, 503 or 504. */
import type { JsonAnswer } from '../http-client.js';
import type { ShopAnswer } from '../http-service.js';

/** Never answers 500: that code is left to exceptions in the service's own code, so that the two can be told apart. */
export function failureFrom(target: string, answer: JsonAnswer): ShopAnswer {
  if (answer.status < 500) return { status: answer.status, body: answer.body };
  const status = answer.status === 503 || answer.status === 504 ? answer.status : 502;
  return { status, body: { error: `${target} answered ${answer.status}.` } };
}
