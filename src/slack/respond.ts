/**
 * Answers a person through the response_url of what they did, so that only they see it. Slack takes five answers within
 * thirty minutes. A failed answer is logged, never thrown: what the person asked for has been done or refused already.
 */
import type { Logger } from '../observability/logger.js';
import { sleep } from '../shared/clock.js';
import { errorMessage } from '../shared/errors.js';
import type { MessageContent } from './blocks/kit/block-kit.js';

/** Resolves to whether Slack took the answer. */
export type Respond = (
  responseUrl: string,
  content: MessageContent,
  /** The thread to answer in; Slack would answer in the channel itself. */
  threadTs?: string | null,
) => Promise<boolean>;

const TIMEOUT_MS = 5000;
const RETRY_AFTER_MS = [300, 1500];
/** Where Slack's own response_urls live. */
const SLACK_HOSTS = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);

export function createResponder(deps: {
  apiUrl?: string | undefined;
  log: Logger;
  timeoutMs?: number;
}): Respond {
  const localOrigin = originOf(deps.apiUrl);

  async function post(url: URL, body: string): Promise<'ok' | 'retry' | 'refused'> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS),
      });
      const detail = (await answer.text()).slice(0, 200);
      if (answer.ok) return 'ok';
      deps.log.warn({ status: answer.status, detail }, 'slack did not take an answer to a person');
      return answer.status === 429 || answer.status >= 500 ? 'retry' : 'refused';
    } catch (error) {
      deps.log.warn({ detail: errorMessage(error) }, 'an answer to a person did not reach slack');
      return 'retry';
    }
  }

  return async (responseUrl, content, threadTs) => {
    const url = parseResponseUrl(responseUrl, localOrigin);
    if (!url) {
      // The address came with a signed request, but only Slack's own is worth a request of ours.
      deps.log.warn('answer not sent: its response_url is not an address of the configured Slack');
      return false;
    }
    const body = JSON.stringify({
      response_type: 'ephemeral',
      replace_original: false,
      ...(threadTs ? { thread_ts: threadTs } : {}),
      text: content.text,
      ...(content.blocks.length === 0 ? {} : { blocks: content.blocks }),
    });
    for (const waitMs of [0, ...RETRY_AFTER_MS]) {
      await sleep(waitMs);
      const result = await post(url, body);
      if (result !== 'retry') return result === 'ok';
    }
    return false;
  };
}

/** The address when it belongs to the configured Slack: slack.com's own hooks over https, or the local API's origin. */
function parseResponseUrl(text: string, localOrigin: string | undefined): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (localOrigin !== undefined) return url.origin === localOrigin ? url : undefined;
  const isSlack = url.protocol === 'https:' && url.port === '' && SLACK_HOSTS.has(url.hostname);
  return isSlack ? url : undefined;
}

/** Undefined for slack.com itself, whose response_urls are on another host than its API. */
function originOf(apiUrl: string | undefined): string | undefined {
  if (apiUrl === undefined) return undefined;
  const url = new URL(apiUrl);
  return /(^|\.)slack(-gov)?\.com$/.test(url.hostname) ? undefined : url.origin;
}
