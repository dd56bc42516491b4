/** The one validator for messages: shapes, limits, unique ids and the undocumented limit on the sum of all text. */
import { SlackApiError } from '../api/slack-api-error.js';
import type { FileStore } from '../workspace/files.js';
import type { Json } from '../workspace/model.js';
import { blocksFor, type Surface } from './blocks.js';
import type { Report } from './schema.js';
import { findFileProblems } from './slack-files.js';

/** All text of a message together; Slack documents no number, failures were seen from here on (bolt-js#2509). */
const MAX_SUM = 13_200;

/** All markdown blocks together (docs.slack.dev/reference/block-kit/blocks/markdown-block). */
const MAX_MARKDOWN = 12_000;

const FIXED_NAMES = new Set(['type', 'block_id', 'action_id', 'style', 'image_url', 'url', 'value']);

/** Every problem in a list of blocks, as `what [json-pointer:where]`. */
export function findBlockProblems(blocks: readonly Json[], surface: Surface, files?: FileStore): string[] {
  const problems: string[] = [];
  const report: Report = (problem, pointer) => {
    problems.push(`${problem} [json-pointer:${pointer}]`);
  };
  blocksFor(surface)(blocks, '/blocks', report);
  if (files !== undefined) findFileProblems(blocks, files, report);

  reportRepeatedIds(blocks, '/blocks', report, new Set());
  const tables = blocks.filter((block) => block['type'] === 'table' || block['type'] === 'data_table');
  const markdown = blocks.filter((block) => block['type'] === 'markdown');
  if (countText(markdown.map((block) => block['text'])) > MAX_MARKDOWN) {
    report(`all markdown together must be less than ${MAX_MARKDOWN + 1} characters`, '/blocks');
  }
  if (surface === 'message' && tables.length > 1) report('only_one_table_allowed', '/blocks');
  return problems;
}

/** Block ids are unique in the whole message, action ids within their block. */
function reportRepeatedIds(
  blocks: readonly Json[],
  pointer: string,
  report: Report,
  seenBlocks: Set<unknown>,
): void {
  blocks.forEach((block, index) => {
    const at = `${pointer}/${index}`;
    const id = block['block_id'];
    if (id !== undefined && seenBlocks.has(id)) report('block_id already exists', `${at}/block_id`);
    seenBlocks.add(id);
    for (const name of ['elements', 'actions']) {
      const seenActions = new Set<unknown>();
      for (const element of Array.isArray(block[name]) ? (block[name] as Json[]) : []) {
        const actionId = element?.['action_id'];
        if (actionId !== undefined && seenActions.has(actionId)) {
          report('action_id already exists', `${at}/${name}`);
        }
        seenActions.add(actionId);
      }
    }
    if (Array.isArray(block['child_blocks'])) {
      reportRepeatedIds(block['child_blocks'] as Json[], `${at}/child_blocks`, report, seenBlocks);
    }
  });
}

/** The characters a reader could see, over all blocks. */
export function countText(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + countText(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [name, inside]) => sum + (FIXED_NAMES.has(name) ? 0 : countText(inside)),
    0,
  );
}

/** Throws `invalid_blocks` with every problem, or `msg_blocks_too_long`. */
export function checkBlocks(
  blocks: readonly Json[],
  surface: Surface,
  /** `files` are those that picture blocks may name; `checkSum: false` leaves out the limit on all text together. */
  options: { readonly checkSum?: boolean; readonly files?: FileStore } = {},
): void {
  const problems = findBlockProblems(blocks, surface, options.files);
  if (problems.length > 0) {
    throw new SlackApiError('invalid_blocks', {
      errors: problems,
      response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
    });
  }
  if (options.checkSum !== false && surface === 'message' && countText(blocks) > MAX_SUM) {
    throw new SlackApiError('msg_blocks_too_long');
  }
}
