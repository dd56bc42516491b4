/** How many tokens a prompt will come to, before its server says so. On the careful side, because limits rest on it. */
import type { BaseMessage } from '@langchain/core/messages';

/** Prompts are mostly JSON and PromQL, which tokenizers split finer than prose; 3 errs on the careful side. */
const CHARS_PER_TOKEN = 3;
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

/** Characters of a message; those outside of ASCII count as a token each. */
export function sizeOfMessage(message: BaseMessage): number {
  const calls = 'tool_calls' in message ? JSON.stringify(message.tool_calls) : '';
  return sizeOfText(message.text) + sizeOfText(calls);
}

export function sizeOfText(text: string): number {
  const others = text.match(/\P{ASCII}/gu)?.length ?? 0;
  return text.length + others * (CHARS_PER_TOKEN - 1);
}

export function sizeOfMessages(messages: readonly BaseMessage[]): number {
  return messages.reduce((sum, message) => sum + sizeOfMessage(message), 0);
}
