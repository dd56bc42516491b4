/** What one check of the doctor found, and how a check says so: by a sentence, by null when it is not configured, or by throwing. */
export interface Finding {
  readonly name: string;
  /** `off` = not configured, which is allowed; `look` = only a person can see it, and the sentence says where. */
  readonly status: 'ok' | 'off' | 'wrong' | 'look';
  /** What was seen; for `wrong`, what to do. */
  readonly sentence: string;
}

/** Thrown inside a check for something that works but is not right. */
export class Wrong extends Error {}

/** Thrown for what no API tells. */
export class Look extends Error {}
