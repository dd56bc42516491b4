/** Brings one claimed message to Slack, by the way that what was rendered names. */
import type { Logger } from '../../observability/logger.js';
import type { Clock } from '../../shared/clock.js';
import type { ClaimedMessage, MessageQueue } from '../../incidents/ports/message-queue.js';
import type { SlackFiles } from '../../incidents/ports/slack-files.js';
import type { SlackClient } from '../web-client.js';
import type { ChannelIds } from './channel-ids.js';
import { createIdentify } from './identity.js';
import type { SendOutcome } from './outcome.js';
import type { Rendered } from './rendered.js';
import type { SlackFailure } from './slack-failure.js';
import { createPostOrEdit } from './ways/post-or-edit.js';
import { createPublishHome } from './ways/publish-home.js';
import { createShareFile } from './ways/share-file.js';
import { createStream, type StreamSettings } from './ways/stream.js';
import { createUploadThenPost } from './ways/upload-then-post.js';

export interface Send {
  send(message: ClaimedMessage, rendered: Rendered): Promise<SendOutcome>;
  /** What has to be done first, beside the channel's queue; undefined when nothing has. Tells what failed. */
  prepare(rendered: Rendered): Promise<(() => Promise<SlackFailure | undefined>) | undefined>;
}

export function createSend(deps: {
  client: SlackClient;
  queue: Pick<MessageQueue, 'markSending' | 'saveProgress'>;
  files: SlackFiles;
  channelIds: ChannelIds;
  clock: Clock;
  log: Logger;
  streamSettings: StreamSettings;
}): Send {
  const postOrEdit = createPostOrEdit(deps);
  const identify = createIdentify(deps.client);
  const publishHome = createPublishHome(deps);
  const pictures = createUploadThenPost({ ...deps, postOrEdit });
  const shareFile = createShareFile({ ...deps, identify, postOrEdit });
  const showStream = createStream({ ...deps, identify, postOrEdit, settings: deps.streamSettings });

  return {
    async send(message, fresh) {
      // A search reads oldest first and so far only: in a long thread it has to begin late.
      const notBefore = later(fresh.notBefore, message.wantedAt);
      const rendered: Rendered = { ...fresh, notBefore };
      const { way } = rendered;
      switch (way?.kind) {
        case undefined:
          return postOrEdit(message, rendered, rendered.notBefore);
        case 'home':
          return publishHome(message, rendered);
        case 'pictures':
          return pictures.show(message, rendered, way);
        case 'file':
          return shareFile(message, rendered, way);
        case 'stream':
          return showStream(message, rendered, way);
      }
    },
    prepare: async ({ way }) => (way?.kind === 'pictures' ? pictures.prepare(way) : undefined),
  };
}

function later(one: Date, other: Date | undefined): Date {
  return other !== undefined && other > one ? other : one;
}
