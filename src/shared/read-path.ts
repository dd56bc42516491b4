/** One value of another system's JSON. */

/** `data.enabled`, or `['data', 'is.enabled']` where a key has a dot. */
export type JsonPath = string | readonly (string | number)[];

/** An empty path stands for the answer itself. Undefined when there is no such thing. */
export function readPath(answer: unknown, path: JsonPath): unknown {
  if (path === '') return answer;
  const keys = typeof path === 'string' ? path.split('.') : path.map(String);
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Object.entries(value).find(([name]) => name === key)?.[1]
        : undefined,
    answer,
  );
}
