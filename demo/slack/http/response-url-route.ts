/** `POST /response/<id>`: answers to a command or a click, without a token. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, attempt, forcedAnswer, refusal } from '../api/under-faults.js';
import { SlackApiError } from '../api/slack-api-error.js';
import type { Faults } from '../faults.js';
import type { ResponseUrls } from '../people/response-urls.js';
import { readArguments, sendText } from './request.js';

export async function handleResponseUrl(
  deps: { readonly responseUrls: ResponseUrls; readonly faults: Faults },
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = await readArguments(request, url);
  const faults = deps.faults.take('response_url', undefined);
  const result = await attempt(faults, () => {
    const forced = forcedAnswer(faults);
    if (forced !== undefined) return forced;
    try {
      deps.responseUrls.use(id, body);
      return { status: 200, body: { ok: true }, tookEffect: true };
    } catch (error) {
      if (!(error instanceof SlackApiError)) throw error;
      const isSpent = error.code === 'expired_url' || error.code === 'used_url';
      return refusal(error.code, error.extra, isSpent ? 404 : 400);
    }
  });
  if (result.status === 200) sendText(response, 200, 'ok');
  else answer(result, request, response);
}
