import type { SlackMessage } from '../../workflows/slack-input.js';
import { cleanText } from '../blocks/kit/escape.js';
import { formatMessageRef } from '../message-ref.js';
import type { ModalMetadata } from '../modals/modal.js';
import { toPlainText } from '../plain-text.js';

/** Slack keeps 3,000 characters for a form, and half of them may have to be written as two. */
const MAX_QUOTE = 1000;

/** For a form that is about a message. */
export function quoting({ channelId, ts, threadTs, userId, text }: SlackMessage): ModalMetadata {
  return {
    channelId,
    ...(threadTs === null ? {} : { threadTs }),
    subject: formatMessageRef({ channelId, ts, threadTs, authorId: userId }),
    quote: cleanText(toPlainText(text), { max: MAX_QUOTE, multiline: true }),
  };
}
