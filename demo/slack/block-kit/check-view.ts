/** The validator for modals and Home tabs (docs.slack.dev/reference/views). */
import { SlackApiError } from '../api/slack-api-error.js';
import { isJsonObject } from '../http/request.js';
import type { FileStore } from '../workspace/files.js';
import type { Json } from '../workspace/model.js';
import { findBlockProblems } from './check-blocks.js';
import { plainText } from './objects.js';
import { anything, boolean, object, oneOf, string, withRule } from './schema.js';

/** Slack's own limit of 250 KB. */
const MAX_VIEW_CHARACTERS = 250 * 1024;

const shared = {
  private_metadata: string(3000, 0),
  callback_id: string(255, 0),
  external_id: string(255, 0),
};

const modal = withRule(
  object(
    { type: oneOf('modal'), title: plainText(24), blocks: anything },
    {
      ...shared,
      submit: plainText(24),
      close: plainText(24),
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
  ),
  (view, pointer, report) => {
    const hasInput =
      Array.isArray(view['blocks']) && view['blocks'].some((block: Json) => block['type'] === 'input');
    if (hasInput && view['submit'] === undefined) {
      report('missing required field: submit, because the view has an input block', pointer);
    }
  },
);

const home = object({ type: oneOf('home'), blocks: anything }, shared);

/** Throws `invalid_arguments` with every problem. */
export function checkView(view: Json, files?: FileStore): void {
  if (JSON.stringify(view).length > MAX_VIEW_CHARACTERS) throw new SlackApiError('view_too_large');
  const problems: string[] = [];
  const report = (problem: string, pointer: string): void => {
    problems.push(`${problem} [json-pointer:/view${pointer}]`);
  };
  const surface = view['type'] === 'home' ? 'home' : 'modal';
  (surface === 'home' ? home : modal)(view, '', report);
  const blocks = view['blocks'];
  if (!Array.isArray(blocks) || !blocks.every(isJsonObject)) report('must be an array', '/blocks');
  else problems.push(...findBlockProblems(blocks, surface, files));
  if (problems.length === 0) return;
  throw new SlackApiError('invalid_arguments', {
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });
}
