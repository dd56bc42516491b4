/** What parts of the YAML file take from the environment, because the file holds no secret. */
import { ConfigError } from '../shared/errors.js';

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What has a `tokenEnv` gets its token; `who` needs it, for the message.
 * @throws ConfigError naming the variable that is missing.
 */
export function withToken<T extends { headers: Record<string, string>; tokenEnv?: string | undefined }>(
  target: T,
  variables: Variables,
  who: string,
): T {
  if (target.tokenEnv === undefined) return target;
  const token = variables[target.tokenEnv];
  if (!token) throw new ConfigError(`${target.tokenEnv} is not set; ${who} needs it as its token.`);
  return { ...target, headers: { ...target.headers, authorization: `Bearer ${token}` } };
}

/**
 * The variables of these names, for a process of `who`.
 * @throws ConfigError naming the variable that is missing.
 */
export function passedTo(
  who: string,
  names: readonly string[],
  variables: Variables,
): Record<string, string> {
  const passed = names.map((name) => {
    const value = variables[name];
    if (!value) throw new ConfigError(`${name} is not set; ${who} is to get it.`);
    return [name, value] as const;
  });
  return Object.fromEntries(passed);
}
