/** Kinds of value that several parts of the configuration have. Messages are read after the name of the setting. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';

/** By which runbooks and other parts of the file speak of an entry. */
export const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes');

export function areDifferent(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

/** Braces and the like in a host are read in different ways by different clients: what was checked might not be what is called. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])$/i;
export const Address = z.url({
  protocol: /^https?$/,
  hostname: HOST,
  error: 'must be an http:// or https:// address',
});

/** So that the file holds no secret. */
export const Variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable');

/** What is sent along to an address. */
export const credentialKeys = {
  headers: z.record(z.string(), z.string()).default({}),
  /** Names the variable that holds a bearer token. */
  tokenEnv: Variable.optional(),
};

export const AbsolutePath = z.string().refine(isAbsolute, 'must be an absolute path');

export const Risk = z.enum(['low', 'medium', 'high']);

/** A regular expression, which a whole value must match. */
export const Pattern = z
  .string()
  .min(1)
  .max(500)
  .refine(isPattern, 'must be a regular expression that JavaScript understands with the flag v');

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'v');
    return true;
  } catch {
    return false;
  }
}

/** How something of the operator's own is taken back, which nobody else can know. */
export const wayBackKeys = {
  reversible: z.boolean().default(false),
  rollback: z.string().default('Not described.'),
};

export function wholeNumber(min: number, max?: number): z.ZodNumber {
  const message = `must be a whole number from ${min}${max === undefined ? '' : ` to ${max}`}`;
  const number = z.number(message).int(message).min(min, message);
  return max === undefined ? number : number.max(max, message);
}

/** `10s` → 10. */
export function timeout(maxSeconds: number, usual: string) {
  const message = `must be from 1s to ${maxSeconds}s`;
  return z
    .string(message)
    .regex(/^\d+s$/, message)
    .transform((text) => Number(text.slice(0, -1)))
    .refine((seconds) => seconds >= 1 && seconds <= maxSeconds, message)
    .prefault(usual);
}
