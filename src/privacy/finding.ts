/** A stretch of text that has to be replaced. */
export interface Finding {
  /** Of the first character, in UTF-16 units. */
  readonly start: number;
  /** After the last character. */
  readonly end: number;
  readonly group: 'secret' | 'person';
  /** kebab-case: `password`, `private-key`, `email`, … */
  readonly kind: string;
}

/** Longest value that is looked at as one, in characters: keys and cookies are shorter. */
export const LONGEST_VALUE = 16_384;
