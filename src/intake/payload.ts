/** Reads a webhook's body: JSON first, then its schema; whatever is wrong becomes one sentence that names the field. */
import { z } from 'zod';
import { UserInputError } from '../shared/errors.js';

/** Characters of a field's path that are quoted back. */
const MAX_PATH = 200;
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59Z');

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
  const parsed = schema.safeParse(value, { error: plainly });
  if (parsed.success) return parsed.data;
  throw new UserInputError(describeIssue(parsed.error.issues[0], prefix));
}

/** What a field must be, in the words of who wrote it; those of a schema of ours go first. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Undefined leaves it to zod. */
const plainly: z.core.$ZodErrorMap = ({ code, input, expected }) => {
  const kind = code === 'invalid_type' ? KINDS[String(expected)] : undefined;
  if (kind === undefined) return undefined;
  return input === undefined ? `it is missing, and must be ${kind}` : `must be ${kind}`;
};

function describeIssue(issue: z.core.$ZodIssue | undefined, prefix: string): string {
  const whole = (issue?.path ?? []).reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    prefix,
  );
  // The sender chose some of these names, and how long they are.
  const path = whole.length > MAX_PATH ? `${whole.slice(0, MAX_PATH)}…` : whole;
  return `Field ${path || '(the whole body)'} is wrong: ${issue?.message ?? 'not valid'}.`;
}

/**
 * A time as senders write it: RFC 3339. Beyond the years that PostgreSQL and JavaScript both know it becomes the nearest
 * they know: a sender's absurd clock is no reason to lose an alert.
 */
export const Time = z.string('must be a time such as 2026-01-31T03:12:00Z').transform((text, context) => {
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\d[T ]/.test(text) && !Number.isNaN(time.getTime())) {
    return new Date(Math.min(Math.max(time.getTime(), EARLIEST), LATEST));
  }
  context.addIssue({ code: 'custom', message: 'must be a time such as 2026-01-31T03:12:00Z' });
  return z.NEVER;
});

const EPOCH = 'must be a time as seconds or milliseconds since 1970';
/** Below this it is seconds: as milliseconds it would be before 1973, and as seconds the year 5138. */
const FIRST_MILLISECONDS = 100_000_000_000;

/** A time as a number, or as text that holds one. */
export const EpochTime = z.union([z.number(EPOCH), z.string(EPOCH)], EPOCH).transform((value, context) => {
  const number = typeof value === 'number' ? value : /^\d{1,15}(\.\d+)?$/.test(value) ? Number(value) : NaN;
  const time = number < FIRST_MILLISECONDS ? number * 1000 : number;
  if (time >= 0 && time <= LATEST) return new Date(time);
  context.addIssue({ code: 'custom', message: EPOCH });
  return z.NEVER;
});
