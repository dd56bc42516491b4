import type { Json } from '../workspace/model.js';

/** An `ok: false` answer. `code` is Slack's error name; `extra` is merged into the answer. */
export class SlackApiError extends Error {
  constructor(
    readonly code: string,
    readonly extra: Json = {},
  ) {
    super(code);
    this.name = 'SlackApiError';
  }
}
