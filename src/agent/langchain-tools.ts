/** The only file that translates our tools into LangChain's. It declares them; running them is the middleware's part. */
import { tool, type ClientTool } from '@langchain/core/tools';
import { z } from 'zod';
import type { Redactor } from '../privacy/redactor.js';

export interface DeclaredTool {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType;
}

/**
 * What the model is shown. The input's schema is handed over as JSON Schema and not as zod, so that nothing but our own
 * runner validates a call, and so that the bytes of the prompt do not depend on LangChain's conversion.
 *
 * Looked through like everything that is sent, once for a run: servers outside describe some of them.
 * @throws RedactionError for what cannot be looked through.
 */
export function declareTools(
  tools: readonly DeclaredTool[],
  redactor: Pick<Redactor, 'redactValue'>,
): ClientTool[] {
  return tools.map((each) => {
    const description = String(redactor.redactValue(each.description));
    const schema = Object.fromEntries(Object.entries(redactor.redactValue(schemaOf(each)) ?? {}));
    return tool(neverRun, { name: each.name, description, schema });
  });
}

/** How much of every prompt the declarations take, in characters. */
export function sizeOfDeclarations(tools: readonly DeclaredTool[]): number {
  return JSON.stringify(tools.map((each) => ({ ...textOf(each), parameters: schemaOf(each) }))).length;
}

function textOf({ name, description }: DeclaredTool) {
  return { name, description };
}

/**
 * Bounds are left out: they are far from anything sensible, our own check names the one that is exceeded, and each of them
 * would be paid for with every request.
 */
const UNTOLD = new Set([
  '$schema',
  'additionalProperties',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'pattern',
]);

function schemaOf({ input }: DeclaredTool): Record<string, unknown> {
  return told(z.toJSONSchema(input, { io: 'input' }));
}

function told(schema: object): Record<string, unknown> {
  const entries = Object.entries(schema).filter(([key]) => !UNTOLD.has(key));
  return Object.fromEntries(
    entries.map(([key, value]: [string, unknown]) => [
      key,
      key === 'properties' ? toldFields(value) : toldAny(value),
    ]),
  );
}

/** A field may have the name of a bound. */
function toldFields(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null) return fields;
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, toldAny(field)]));
}

function toldAny(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toldAny);
  return typeof value === 'object' && value !== null ? told(value) : value;
}

function neverRun(): never {
  throw new Error('tools are run by the run-tools middleware');
}
