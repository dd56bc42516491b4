/** Reads a webhook's body: JSON first, then its schema; whatever is wrong becomes one sentence that names the field. */
import { z } from 'zod';
import { UserInputError } from '../shared/errors.js';

/** @throws UserInputError when the body is not JSON. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) throw new UserInputError('The body is empty; send JSON.');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new UserInputError(
      `The body is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** @throws UserInputError naming the first field that is wrong. */
export function parseWith<T extends z.ZodType>(schema: T, value: unknown, prefix = ''): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserInputError(describeIssue(parsed.error.issues[0], prefix));
}

function describeIssue(issue: z.core.$ZodIssue | undefined, prefix: string): string {
  const path = (issue?.path ?? []).reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    prefix,
  );
  return `Field ${path || '(the whole body)'} is wrong: ${issue?.message ?? 'not valid'}.`;
}

/** A time as senders write it: RFC 3339. Years PostgreSQL and JavaScript both know. */
export const Time = z.string('must be a time such as 2026-01-31T03:12:00Z').transform((text, context) => {
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\d[T ]/.test(text) && !Number.isNaN(time.getTime())) return time;
  context.addIssue({ code: 'custom', message: 'must be a time such as 2026-01-31T03:12:00Z' });
  return z.NEVER;
});
