/** Addresses of messages. Made here rather than asked for: a list of ten would cost ten calls. */
import type { Logger } from '../observability/logger.js';
import { errorMessage } from '../shared/errors.js';
import type { Identify } from './delivery/identity.js';

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
  /** Asks Slack for the workspace's address. Never throws; what is not known is asked for again when it is needed. */
  learn(): Promise<void>;
  readonly linkTo: LinkTo;
}

export function createWorkspace({ identify, log }: { identify: Identify; log: Logger }): Workspace {
  let base: string | undefined;

  async function learn(): Promise<void> {
    try {
      base ??= (await identify()).url.replace(/\/+$/, '') || undefined;
    } catch (error) {
      log.warn({ reason: errorMessage(error) }, 'the address of the workspace is not known yet');
    }
  }

  return {
    learn,
    linkTo({ channel, ts, threadTs }) {
      if (base === undefined) {
        void learn(); // Slack was away when we asked; the next one will have it
        return null;
      }
      const thread = threadTs === null || threadTs === ts ? '' : `?thread_ts=${threadTs}&cid=${channel}`;
      return `${base}/archives/${channel}/p${ts.replace('.', '')}${thread}`;
    },
  };
}
