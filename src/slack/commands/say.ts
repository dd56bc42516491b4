/** An answer of our own words. */
import { escapeSentence } from '../blocks/kit/escape.js';
import type { MessageContent } from '../blocks/kit/block-kit.js';
import { mentionIdsMrkdwn } from '../blocks/kit/mention-ids.js';

const MAX = 1000;

/** Text that may quote people or alerts: escaped. */
export function sayPlainly(sentence: string): MessageContent {
  return { text: escapeSentence(sentence, MAX), blocks: [] };
}

/** mrkdwn made of escaped parts. */
export function sayMrkdwn(text: string): MessageContent {
  return { text, blocks: [] };
}

/** What a use case says of a fix: escaped, and ids of people in it shown as their names. */
export function sayAnswer({ sentence }: { readonly sentence: string }): MessageContent {
  return sayMrkdwn(mentionIdsMrkdwn(escapeSentence(sentence, MAX)));
}
