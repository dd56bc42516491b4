/** How many tokens a prompt will come to, before its server says so. On the careful side, because limits rest on it. */
import type { BaseMessage } from '@langchain/core/messages';
import { estimateTokens } from './tool-results/estimate-tokens.js';

/** Prompts are mostly JSON and PromQL, which tokenizers split finer than prose; 3 errs on the careful side. */
const CHARS_PER_TOKEN = 3;
/** By which the estimate from kinds of signs falls short at worst, for long stretches of base64. */
const WORST_CASE = 1.2;
/** What a message costs beside its text: its role and its limits. */
const CHARS_PER_MESSAGE = 4 * CHARS_PER_TOKEN;
/** What a server reports is not below this share of our estimate, which is at most 1.8 times too high. */
const LEAST_SHARE = 0.5;
/** What the next prompt of a run may differ from the ones before it. */
const MARGIN = 1.1;

export interface TokenEstimate {
  /** Tokens of so many characters as `sizeOf` counts them. */
  tokens(size: number): number;
  /** What a server counted for a prompt of this size; from then on no estimate is below its rate. */
  learn(size: number, tokens: number): void;
}

export function startTokenEstimate(): TokenEstimate {
  let rate = 1 / CHARS_PER_TOKEN;
  return {
    tokens: (size) => Math.ceil(size * rate),
    learn(size, tokens) {
      if (size > 0) rate = Math.max(rate, (tokens / size) * MARGIN);
    },
  };
}

/** Messages never change, and each is sent with every further request. */
const sizes = new WeakMap<BaseMessage, number>();

/** Size of a message with its calls of tools, in characters of which three make a token. */
export function sizeOfMessage(message: BaseMessage): number {
  const known = sizes.get(message);
  if (known !== undefined) return known;
  const calls = 'tool_calls' in message ? JSON.stringify(message.tool_calls) : '';
  const answered = 'tool_call_id' in message ? String(message.tool_call_id) : '';
  const size = CHARS_PER_MESSAGE + sizeOfText(message.text) + sizeOfText(calls) + sizeOfText(answered);
  sizes.set(message, size);
  return size;
}

/** Characters, but more where tokenizers split finer: signs outside of ASCII, hexadecimal and base64. */
export function sizeOfText(text: string): number {
  return Math.max(text.length, Math.ceil(estimateTokens(text) * WORST_CASE * CHARS_PER_TOKEN));
}

export function sizeOfMessages(messages: readonly BaseMessage[]): number {
  return messages.reduce((sum, message) => sum + sizeOfMessage(message), 0);
}

/** What a server says that a prompt came to, unless that cannot be: then our estimate, as where it says nothing. */
export function plausibleTokens(reported: number | undefined, estimated: number): number {
  return reported === undefined || reported < estimated * LEAST_SHARE ? estimated : reported;
}
