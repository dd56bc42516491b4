/** Addresses of messages. Made here rather than asked for: a list of ten would cost ten calls. */
import type { Logger } from '../observability/logger.js';
import { errorMessage } from '../shared/errors.js';
import type { SlackClient } from './web-client.js';

export interface MessageAddress {
  /** A channel's id. */
  readonly channel: string;
  readonly ts: string;
  /** Null when it is not in a thread. */
  readonly threadTs: string | null;
}

/** Null while the workspace's own address is not known. */
export type LinkTo = (message: MessageAddress) => string | null;

export interface Workspace {
  /** Asks Slack for the workspace's address; again later when Slack does not say. Never throws. */
  learn(): Promise<void>;
  readonly linkTo: LinkTo;
}

export function createWorkspace({ client, log }: { client: SlackClient; log: Logger }): Workspace {
  let base: string | undefined;
  return {
    async learn() {
      if (base !== undefined) return;
      try {
        const { url } = await client.auth.test();
        base = url?.replace(/\/+$/, '');
      } catch (error) {
        log.warn({ reason: errorMessage(error) }, 'the address of the workspace is not known yet');
      }
    },
    linkTo({ channel, ts, threadTs }) {
      if (base === undefined) return null;
      const thread = threadTs === null || threadTs === ts ? '' : `?thread_ts=${threadTs}&cid=${channel}`;
      return `${base}/archives/${channel}/p${ts.replace('.', '')}${thread}`;
    },
  };
}
