/**
 * Messages with pictures: each picture is drawn and uploaded once, beside the channel's queue so that nothing waits for it;
 * then the message is posted or edited like any other. Where files are not allowed, the pictures are told in words.
 */
import type { Logger } from '../../../observability/logger.js';
import { errorMessage } from '../../../shared/errors.js';
import type { ClaimedMessage } from '../../../incidents/ports/message-queue.js';
import type { SlackFiles } from '../../../incidents/ports/slack-files.js';
import type { SlackClient } from '../../web-client.js';
import { attempt, isForbidden, type SendOutcome } from '../outcome.js';
import type { Picture, PicturesWay, Rendered } from '../rendered.js';
import type { SlackFailure } from '../slack-failure.js';
import { uploadFile } from '../upload-file.js';
import type { PostOrEdit } from './post-or-edit.js';

export interface UploadThenPost {
  /** Undefined when every picture is at hand; otherwise how to draw and upload what is missing, which tells what failed. */
  prepare(way: PicturesWay): Promise<(() => Promise<SlackFailure | undefined>) | undefined>;
  show(message: ClaimedMessage, rendered: Rendered, way: PicturesWay): Promise<SendOutcome>;
}

/** Slack needs a moment to look at a new picture; what takes longer than so many tries is broken, or was deleted. */
const MAX_TRIES = 5;

export function createUploadThenPost(deps: {
  client: SlackClient;
  files: SlackFiles;
  postOrEdit: PostOrEdit;
  log: Logger;
}): UploadThenPost {
  const { client, files, postOrEdit, log } = deps;
  /** Tries that failed, by the picture's key; a few are enough to tell it in words. */
  const failures = new Map<string, number>();
  let isAllowed = true;

  return {
    async prepare(way) {
      const missing: Picture[] = [];
      for (const picture of isAllowed ? way.pictures : []) {
        if (isHopeless(picture)) continue;
        if ((await files.find(picture.key)) === undefined) missing.push(picture);
      }
      if (missing.length === 0) return undefined;
      return async () => {
        const results = await Promise.all(missing.map(make));
        return results.find((failure) => failure !== undefined);
      };
    },

    async show(message, rendered, way) {
      const ids: string[] = [];
      for (const picture of isAllowed ? way.pictures : []) {
        const id = isHopeless(picture) ? undefined : await files.find(picture.key);
        if (id === undefined) break;
        ids.push(id);
      }
      const isComplete = ids.length === way.pictures.length;
      const content = isComplete ? way.withFiles(ids) : rendered;
      const outcome = await postOrEdit(message, content, rendered.notBefore);
      const isNotReady = outcome.kind === 'failed' && outcome.failure.kind === 'file_not_ready';
      if (isNotReady) for (const { key } of way.pictures) await countFailure(key);
      return outcome;
    },
  };

  async function make(picture: Picture): Promise<SlackFailure | undefined> {
    const { key, filename, title, alt } = picture;
    let bytes: Uint8Array | null;
    try {
      bytes = await picture.draw();
    } catch (error) {
      log.warn({ key, error: errorMessage(error) }, 'a picture could not be drawn');
      await countFailure(key);
      return { kind: 'temporary', isCertain: true, error: errorMessage(error) };
    }
    if (bytes === null) {
      failures.set(key, MAX_TRIES); // nothing to draw, now or later
      return undefined;
    }
    const file = { filename, title, alt, bytes };
    const { value: id, failure } = await attempt(() => uploadFile(client, file));
    if (failure === undefined) {
      await files.remember(key, id);
      return undefined;
    }
    if (isForbidden(failure)) {
      if (isAllowed)
        log.warn({ error: failure.error }, 'charts are told in words: the app lacks files:write');
      isAllowed = false;
      return undefined;
    }
    const isOurs =
      !(failure.kind === 'temporary' && failure.isUnreachable) && failure.kind !== 'rate_limited';
    if (isOurs) await countFailure(key);
    return failure.kind === 'temporary' ? { ...failure, isCertain: true } : failure;
  }

  /** Half way, the file is made anew: it may have been deleted. */
  async function countFailure(key: string): Promise<void> {
    const count = (failures.get(key) ?? 0) + 1;
    failures.set(key, count);
    if (count === Math.ceil(MAX_TRIES / 2)) await files.forget(key);
  }

  function isHopeless({ key }: Picture): boolean {
    return (failures.get(key) ?? 0) >= MAX_TRIES;
  }
}
