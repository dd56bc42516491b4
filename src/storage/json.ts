/** JSON and text as PostgreSQL can store them: it has no NUL character and no half surrogates. */

/** What stands for a character that cannot be stored. */
const REPLACEMENT = '\ufffd';
/** JSON.stringify escapes NUL and half surrogates (whole pairs stay raw); an escaped backslash before `u` is text. */
const UNSTORABLE = /(?<=(?:^|[^\\])(?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi;

/** A value for a jsonb parameter. */
export function toJson(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replace(UNSTORABLE, REPLACEMENT);
}

/** A value for a text parameter. */
export function toText(value: string): string {
  return value.replaceAll('\0', REPLACEMENT);
}
