/** Bodies of other systems' answers, checked. */
import type { z } from 'zod';

/** Undefined when it is no JSON, or not of that shape. */
export function parseJson<T extends z.ZodType>(schema: T, body: string): z.output<T> | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
