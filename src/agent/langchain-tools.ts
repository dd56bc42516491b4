/** The only file that translates our tools into LangChain's. It declares them; running them is the middleware's part. */
import { tool, type ClientTool } from '@langchain/core/tools';
import { z } from 'zod';

export interface DeclaredTool {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType;
}

/**
 * What the model is shown. The input's schema is handed over as JSON Schema and not as zod, so that nothing but our own
 * runner validates a call, and so that the bytes of the prompt do not depend on LangChain's conversion.
 */
export function declareTools(tools: readonly DeclaredTool[]): ClientTool[] {
  return tools.map((each) => tool(neverRun, { ...textOf(each), schema: schemaOf(each) }));
}

/** How much of every prompt the declarations take, in characters. */
export function sizeOfDeclarations(tools: readonly DeclaredTool[]): number {
  return JSON.stringify(tools.map((each) => ({ ...textOf(each), parameters: schemaOf(each) }))).length;
}

function textOf({ name, description }: DeclaredTool) {
  return { name, description };
}

function schemaOf({ input }: DeclaredTool): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' });
  return schema as Record<string, unknown>;
}

function neverRun(): never {
  throw new Error('tools are run by the run-tools middleware');
}
