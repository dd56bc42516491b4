/** Checks what a model gave a tool, and says in a sentence what is wrong with it. */
import { z } from 'zod';
import type { Tool } from '../../../tools/tool.js';
import { coerceInput } from './coerce-input.js';

const MAX_INPUT_CHARS = 10_000; // no tool takes more
const MAX_PROBLEMS = 5;

export type InputReading =
  { readonly isOk: true; readonly input: unknown } | { readonly isOk: false; readonly problem: string };

export function readInput(tool: Tool, given: unknown): InputReading {
  const { length } = JSON.stringify(given ?? {}) ?? '';
  if (length > MAX_INPUT_CHARS) {
    return wrong(`The input of ${tool.name} is too long: ${length} characters, at most ${MAX_INPUT_CHARS}.`);
  }
  const parsed = parse(tool, withoutNulls(given ?? {}));
  if (parsed.success) return { isOk: true, input: parsed.data };
  const problems = parsed.error.issues
    .slice(0, MAX_PROBLEMS)
    .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  return wrong(`The input of ${tool.name} is wrong. ${problems.join('; ')}.${fieldsOf(tool)}`);
}

function parse({ input }: Tool, given: unknown) {
  const asGiven = input.safeParse(given);
  if (asGiven.success) return asGiven;
  return input.safeParse(withoutNulls(coerceInput(given, z.toJSONSchema(input, { io: 'input' }))));
}

const wrong = (problem: string) => ({ isOk: false, problem }) as const;

function fieldsOf({ input }: Tool): string {
  return input instanceof z.ZodObject ? ` Its fields are: ${Object.keys(input.shape).join(', ')}.` : '';
}

/** Many models send null for what they leave out; no tool gives null a meaning. */
function withoutNulls(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}
