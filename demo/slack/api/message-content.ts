/** What a message says: reading and checking of text, blocks, attachments and metadata. */
import { checkBlocks } from '../block-kit/check-blocks.js';
import type { Json, MessageContent } from '../workspace/model.js';
import type { ApiContext, Arguments } from './method.js';
import { SlackApiError } from './slack-api-error.js';

/** Slack cuts longer texts in posts and refuses them in updates; one answer for both keeps callers honest. */
const MAX_TEXT = 40_000;
const MAX_MARKDOWN = 12_000;
const MAX_ATTACHMENTS = 100;

export function readMetadata(args: Arguments): Json | undefined {
  const metadata = args.object('metadata', 'invalid_metadata_format');
  if (
    metadata !== undefined &&
    (typeof metadata['event_type'] !== 'string' || typeof metadata['event_payload'] !== 'object')
  ) {
    throw new SlackApiError('invalid_metadata_schema');
  }
  return metadata;
}

/** `markdown_text` stands for the whole message; nothing else may be said beside it. */
function readMarkdownText(args: Arguments): Json[] | undefined {
  const text = args.text('markdown_text');
  if (text === undefined) return undefined;
  if (args.text('text') !== undefined || args.text('blocks') !== undefined) {
    throw new SlackApiError('markdown_text_conflict');
  }
  if (text.length > MAX_MARKDOWN) throw new SlackApiError('msg_too_long');
  return [{ type: 'markdown', text }];
}

/** Throws `no_text` for a message without anything to see. */
export function readMessageContent(args: Arguments, ctx: ApiContext): Partial<MessageContent> {
  const { files } = ctx.workspace;
  const blocks = readMarkdownText(args) ?? args.list('blocks', 'invalid_blocks_format');
  const attachments = args.list('attachments', 'invalid_attachments');
  const metadata = readMetadata(args);
  const text = args.text('text') ?? args.text('markdown_text');
  if (text !== undefined && text.length > MAX_TEXT) throw new SlackApiError('msg_too_long');
  if (blocks !== undefined) checkBlocks(blocks, 'message', { files });
  if (attachments !== undefined && attachments.length > MAX_ATTACHMENTS) {
    throw new SlackApiError('too_many_attachments');
  }
  for (const attachment of attachments ?? []) {
    if (Array.isArray(attachment['blocks'])) {
      checkBlocks(attachment['blocks'] as Json[], 'message', { files });
    }
  }
  const isEmpty = (text ?? '') === '' && (blocks ?? []).length === 0 && (attachments ?? []).length === 0;
  if (isEmpty) throw new SlackApiError('no_text');
  return {
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}
