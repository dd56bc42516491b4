/** The contract of what other assistants may ask of Firewatch. Each reads; there is nothing that changes anything. */
import type { z } from 'zod';
import type { UseCases } from '../workflows/use-cases.js';

/** The use cases that may be asked from outside. */
export type Reading = Pick<
  UseCases,
  'listForAssistants' | 'privateAmong' | 'findIncident' | 'readIncident' | 'findRunbooks' | 'readStats'
>;

export interface Answered {
  /** JSON; secrets and people are taken out of it before it is sent. */
  readonly answer: unknown;
  /** Whose placeholders stand in it: an incident's id, or null when it is about none. */
  readonly subject: string | null;
}

export interface ReadingTool<S extends z.ZodRawShape = z.ZodRawShape> {
  /** snake_case, beginning with list_, get_, search_ or read_. */
  readonly name: string;
  readonly description: string;
  /** Every field described and bounded. */
  readonly input: S;
  /** Throws UserInputError for what does not exist, or is not to be seen. */
  read(input: z.output<z.ZodObject<S>>, reading: Reading): Promise<Answered>;
}

/** Returns its argument; it exists so that `read` knows the type of its input. */
export function defineReadingTool<S extends z.ZodRawShape>(tool: ReadingTool<S>): ReadingTool<S> {
  return tool;
}
