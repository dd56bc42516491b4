/** response_urls: answers to a command or a click without a token; five uses within thirty minutes. */
import { randomBytes } from 'node:crypto';
import { SlackApiError } from '../api/slack-api-error.js';
import { checkBlocks } from '../block-kit/check-blocks.js';
import type { DeliveryLog } from '../delivery-log.js';
import type { Json, Message } from '../workspace/model.js';
import type { Workspace } from '../workspace/workspace.js';

const MAX_USES = 5;
const LIFETIME_MS = 30 * 60_000;

interface Grant {
  readonly user: string;
  readonly channel: string;
  /** The message that was clicked; undefined for a command. */
  readonly message: Message | undefined;
  readonly madeAt: number;
  uses: number;
}

export type ResponseUrls = ReturnType<typeof createResponseUrls>;

export function createResponseUrls(deps: {
  now: () => number;
  workspace: Workspace;
  log: DeliveryLog;
  botUser: string;
  baseUrl: () => string;
}) {
  const grants = new Map<string, Grant>();

  function apply(grant: Pick<Grant, 'user' | 'channel' | 'message'>, body: Json): void {
    const { message } = grant;
    const isGone = message === undefined || deps.workspace.find(message.channel, message.ts) === undefined;
    if (body['delete_original'] === true) {
      if (!isGone) deps.workspace.remove(message, deps.botUser);
      return;
    }
    const blocks = Array.isArray(body['blocks']) ? (body['blocks'] as Json[]) : undefined;
    // The sum over all blocks is not checked here: Slack does not apply it to response URLs.
    if (blocks !== undefined)
      checkBlocks(blocks, 'message', { checkSum: false, files: deps.workspace.files });
    const attachments = Array.isArray(body['attachments']) ? (body['attachments'] as Json[]) : undefined;
    const text = typeof body['text'] === 'string' ? body['text'] : '';
    if (text === '' && blocks === undefined && attachments === undefined) throw new SlackApiError('no_text');
    if (body['replace_original'] === true && !isGone) {
      deps.workspace.edit(message, { text, blocks, attachments }, deps.botUser);
      return;
    }
    const threadTs = typeof body['thread_ts'] === 'string' ? body['thread_ts'] : undefined;
    deps.workspace.post({
      channel: grant.channel,
      user: deps.botUser,
      text,
      blocks,
      attachments,
      threadTs,
      visibleOnlyTo: body['response_type'] === 'in_channel' ? undefined : grant.user,
    });
  }

  return {
    issue(grant: { user: string; channel: string; message?: Message | undefined }): string {
      const id = randomBytes(12).toString('hex');
      grants.set(id, { message: undefined, ...grant, madeAt: deps.now(), uses: 0 });
      return `${deps.baseUrl()}/response/${id}`;
    },
    /** Shows what the app put into its answer to a command: same rules, no grant used up. */
    apply,
    /** Uses a response URL. Throws `expired_url`, `used_url` and what is wrong with the message. */
    use(id: string, body: Json): void {
      const grant = grants.get(id);
      try {
        if (grant === undefined || deps.now() - grant.madeAt > LIFETIME_MS)
          throw new SlackApiError('expired_url');
        if (grant.uses >= MAX_USES) throw new SlackApiError('used_url');
        grant.uses += 1;
        apply(grant, body);
        deps.log.append({ kind: 'response_url', ok: true, error: undefined, body });
      } catch (error) {
        const code = error instanceof SlackApiError ? error.code : 'internal_error';
        deps.log.append({ kind: 'response_url', ok: false, error: code, body });
        throw error;
      }
    },
  };
}
