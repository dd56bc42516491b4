/** One value of another system's JSON. */

/** `data.enabled`; an empty path stands for the answer itself. Undefined when there is no such thing. */
export function readPath(answer: unknown, path: string): unknown {
  if (path === '') return answer;
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? Object.entries(value).find(([name]) => name === key)?.[1]
          : undefined,
      answer,
    );
}
