/** How actions are given names: of what the operator listed, and of services. */
import { z } from 'zod';
import { UserInputError } from '../../../src/shared/errors.js';

/** A list in firewatch.yaml; nothing that is not on it can be named. */
export interface NameList {
  /** What is on it, for people: `workflow`. */
  readonly of: string;
  /** `actions.github.workflows`. */
  readonly key: string;
}

export function nameFrom(list: NameList): z.ZodString {
  return z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, `must be the name of a configured ${list.of}`)
    .describe(`Name of an entry under ${list.key}`);
}

/** @throws UserInputError that tells the operator where to add it. */
export function requireListed<T>(found: T | undefined, list: NameList, name: string): T {
  if (found !== undefined) return found;
  throw new UserInputError(`No ${list.of} named ${name} is configured under ${list.key} in firewatch.yaml.`);
}

export const ServiceName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,199}$/, 'must be a service of the catalogue, such as $service')
  .describe('Name of the service in the catalogue');
