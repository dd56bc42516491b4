/** HTTP delivery: signed POSTs to the app's request URL, in the encodings Slack uses for each kind. */
import type { Json } from '../workspace/model.js';
import type { Envelope, Outcome, Transport } from './envelope.js';
import { signatureHeaders } from './signature.js';

function encode(envelope: Envelope): { body: string; contentType: string } {
  if (envelope.type === 'events_api') {
    return { body: JSON.stringify(envelope.payload), contentType: 'application/json' };
  }
  const fields =
    envelope.type === 'interactive'
      ? { payload: JSON.stringify(envelope.payload) }
      : Object.fromEntries(Object.entries(envelope.payload).map(([name, value]) => [name, String(value)]));
  return { body: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' };
}

async function readAnswer(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (text === '') return undefined;
  if (!(answer.headers.get('content-type') ?? '').includes('json')) return text;
  return JSON.parse(text) as Json;
}

export function createRequestUrl(deps: {
  now: () => number;
  ackTimeoutMs: number;
  signingSecret: string;
  requestUrl: string | undefined;
}) {
  let target = deps.requestUrl;

  const transport: Transport = {
    name: 'http',
    isReady: () => target !== undefined,
    async send(envelope): Promise<Outcome> {
      if (target === undefined) return { isAcked: false, reason: 'not_connected' };
      const { body, contentType } = encode(envelope);
      try {
        const answer = await fetch(target, {
          method: 'POST',
          body,
          headers: {
            'content-type': contentType,
            'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
            ...signatureHeaders(deps.signingSecret, body, deps.now()),
            ...(envelope.attempt === 0
              ? {}
              : {
                  'x-slack-retry-num': String(envelope.attempt),
                  'x-slack-retry-reason': envelope.retryReason ?? 'http_error',
                }),
          },
          signal: AbortSignal.timeout(deps.ackTimeoutMs),
        });
        if (!answer.ok) {
          const isFinal = answer.headers.get('x-slack-no-retry') === '1';
          return { isAcked: false, reason: 'http_error', isFinal };
        }
        return { isAcked: true, response: await readAnswer(answer) };
      } catch (error) {
        const isTimeout = error instanceof Error && error.name === 'TimeoutError';
        return { isAcked: false, reason: isTimeout ? 'http_timeout' : 'connection_failed' };
      }
    },
  };

  return {
    transport,
    /** Where to deliver when no socket is connected; undefined ends HTTP delivery. */
    set(url: string | undefined): void {
      target = url;
    },
  };
}
