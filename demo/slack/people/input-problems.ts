/** What Slack's own client says about an input before the app hears of it. */
import type { Json } from '../workspace/model.js';
import { isEmptyState } from './element-state.js';

/** Slack's cap on any typed text. */
const MAX_INPUT = 3000;

/** One sentence for the person, or undefined when the input is fine. */
function inputProblem(element: Json, state: Json): string | undefined {
  const value = state['value'];
  const text = typeof value === 'string' ? value : '';
  switch (element['type']) {
    case 'plain_text_input': {
      const min = Number(element['min_length'] ?? 0);
      const max = Number(element['max_length'] ?? MAX_INPUT);
      if (text.length < min) return `This must be at least ${min} characters long.`;
      return text.length > max ? `This must be at most ${max} characters long.` : undefined;
    }
    case 'number_input':
      return numberProblem(element, text);
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? undefined : 'Please enter a valid email address.';
    case 'url_text_input':
      return /^https?:\/\/\S+$/.test(text) ? undefined : 'Please enter a valid URL.';
    default:
      return selectionProblem(element, state);
  }
}

function numberProblem(element: Json, text: string): string | undefined {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return 'Please enter a number.';
  if (element['is_decimal_allowed'] !== true && text.includes('.')) return 'Please enter a whole number.';
  const min = Number(element['min_value'] ?? Number.NEGATIVE_INFINITY);
  const max = Number(element['max_value'] ?? Number.POSITIVE_INFINITY);
  if (Number(text) < min) return `This must be at least ${min}.`;
  return Number(text) > max ? `This must be at most ${max}.` : undefined;
}

function selectionProblem(element: Json, state: Json): string | undefined {
  const max = element['max_selected_items'];
  const chosen = Object.values(state).find((value) => Array.isArray(value)) as readonly unknown[] | undefined;
  return typeof max === 'number' && chosen !== undefined && chosen.length > max
    ? `Please choose at most ${max}.`
    : undefined;
}

/** Problems of all inputs of a view by block id. */
export function inputProblems(
  blocks: readonly Json[],
  values: Record<string, Record<string, Json>>,
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const block of blocks) {
    if (block['type'] !== 'input') continue;
    const blockId = String(block['block_id']);
    const states = Object.values(values[blockId] ?? {});
    const isEmpty = states.every(isEmptyState);
    if (isEmpty && block['optional'] !== true) problems[blockId] = 'Please complete this required field.';
    if (isEmpty) continue;
    const [state = {}] = states;
    const problem = inputProblem(block['element'] as Json, state);
    if (problem !== undefined) problems[blockId] = problem;
  }
  return problems;
}
