/** The flags of a suite: each has a kind and what it is when it is left out. */
import { parseArgs } from 'node:util';
import { errorMessage, UserInputError } from '../src/shared/errors.js';

export interface Flag<T> {
  /** When it is not given. */
  readonly usual: T;
  /** Throws a sentence, to be read after the flag's name. */
  read(text: string): T;
}

/** @throws UserInputError for a flag that is not among `kinds`, and for a value that its kind refuses. */
export function readFlags<T extends Readonly<Record<string, unknown>>>(
  flags: readonly string[],
  kinds: { readonly [Name in keyof T]: Flag<T[Name]> },
): T {
  const entries = Object.entries<Flag<unknown>>(kinds);
  const options = Object.fromEntries(entries.map(([name]) => [name, { type: 'string' } as const]));
  const values = parse(flags, options);
  return Object.fromEntries(
    entries.map(([name, { usual, read }]) => {
      const text = values[name];
      try {
        return [name, typeof text === 'string' ? read(text) : usual];
      } catch (error) {
        throw new UserInputError(`--${name} ${errorMessage(error)}.`, { cause: error });
      }
    }),
  ) as T;
}

export function whole(usual: number, { from = 1, to = Infinity } = {}): Flag<number> {
  const range = to === Infinity ? `from ${from}` : `from ${from} to ${to}`;
  return {
    usual,
    read(text) {
      const value = Number(text);
      if (Number.isInteger(value) && value >= from && value <= to) return value;
      throw new Error(`must be a whole number ${range}`);
    },
  };
}

/** Seconds to measure for. */
export function duration(usual: number): Flag<number> {
  return {
    usual,
    read(text) {
      const seconds = Number(text);
      if (seconds > 0 && seconds <= 600) return seconds;
      throw new Error('must be between 0 and 600');
    },
  };
}

/** A file or folder; null when it is left out. */
export const path: Flag<string | null> = { usual: null, read: (text) => text };

/** One of these; the first unless given. */
export function oneOf<Name extends string>(names: readonly [Name, ...Name[]]): Flag<Name> {
  return {
    usual: names[0],
    read(text) {
      const found = names.find((name) => name === text);
      if (found !== undefined) return found;
      throw new Error(`must be one of ${names.join(', ')}`);
    },
  };
}

/** Some of these, with commas between; all unless given. */
export function someOf<Name extends string>(names: readonly Name[]): Flag<readonly Name[]> {
  return {
    usual: names,
    read(text) {
      const asked = text.split(',');
      const found = names.filter((name) => asked.includes(name));
      if (found.length === asked.length) return found;
      throw new Error(`must be one or more of ${names.join(',')}`);
    },
  };
}

function parse(flags: readonly string[], options: Readonly<Record<string, { readonly type: 'string' }>>) {
  try {
    return parseArgs({ args: [...flags], options }).values;
  } catch (error) {
    throw new UserInputError(errorMessage(error), { cause: error });
  }
}
