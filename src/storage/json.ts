/** JSON and text as PostgreSQL can store them: it has no NUL character and no half surrogates. */

/** What stands for a character that cannot be stored. */
const REPLACEMENT = '\ufffd';
/**
 * One escape of JSON.stringify, which escapes NUL and half surrogates (whole pairs stay raw). Whole escapes are read, so
 * that in `\\u0000` the second backslash is not taken for a beginning; and in one pass, however many there are.
 */
const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/g;
const UNSTORABLE = /^\\u(?:0000|d[89a-f])/;

/** A value for a jsonb parameter. */
export function toJson(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replace(ESCAPE, (escape) =>
    UNSTORABLE.test(escape) ? REPLACEMENT : escape,
  );
}

/** A value for a text parameter. */
export function toText(value: string): string {
  return value.replaceAll('\0', REPLACEMENT);
}
