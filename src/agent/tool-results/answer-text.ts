/** A tool's result in the words that the model reads, inside its share of the prompt; what is left out is kept and said. */
import { jsonLine } from '../../shared/json-line.js';
import { cut, oneLine } from '../../shared/text.js';
import type { Tool, ToolResult } from '../../../tools/tool.js';
import type { ToolResultStore } from '../ports.js';
import { fitValue, type FittedValue } from './fit-value.js';
import { toKeptText } from './kept-results.js';

/**
 * Of one result. Everything the model reads is sent again with each of its next requests, so that the first of three
 * results is paid for three times: with this, three looks fit twice into what one investigation should read.
 */
const RESULT_TOKENS = 1_200;
/** Of the sentence and the query around the data: the query is known to whoever asked. */
const MAX_SUMMARY_CHARS = 600;
const MAX_QUERY_CHARS = 600;

type Found = Extract<ToolResult, { status: 'ok' }>;

export interface WrittenResult {
  /** Without the evidence's id. */
  readonly text: string;
  /** What the model read of the data; it is what is filed as evidence. */
  readonly data: unknown;
}

/** Throws what the store throws. */
export async function writeResult(
  tool: Pick<Tool, 'name' | 'maxTokens'>,
  result: Found,
  store: ToolResultStore,
): Promise<WrittenResult> {
  const fitted = fitValue(result.data, tool.maxTokens ?? RESULT_TOKENS);
  const isWhole = fitted.shortened.length === 0 && !fitted.isCutInside;
  const id = isWhole
    ? null
    : await store.keep(toKeptText(`${tool.name}: ${cut(result.query, MAX_QUERY_CHARS)}`, result.data));
  const { range, query } = result;
  const summary = cut(oneLine(result.summary), MAX_SUMMARY_CHARS);
  const lines = [
    summary,
    ...(summary.includes(query) ? [] : [`query: ${cut(query, MAX_QUERY_CHARS)}`]),
    ...(range ? [`range: ${formatMoment(range.start)} to ${formatMoment(range.end)}`] : []),
    `result: ${jsonLine(fitted.value)}`,
    ...(id === null ? [] : [sayLeftOut(id, fitted)]),
    ...(result.hasMore ? ['There is more than this; narrow the question to see it.'] : []),
  ];
  return { text: lines.join('\n'), data: fitted.value };
}

function sayLeftOut(id: string, { value, shortened, isCutInside }: FittedValue): string {
  const lists = shortened.map(({ name, shown, of }) => `${shown} of ${of} in ${name}`);
  const what = [
    ...(lists.length > 0 ? [`Shown: ${lists.join(', ')}.`] : []),
    ...(isCutInside && value !== null ? ['Long parts are cut.'] : []),
    ...(value === null ? ['It is too long to be shown.'] : []),
  ];
  return `${what.join(' ')} All of it is ${id}: read_result.`;
}

const formatMoment = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;
