/** Where the pass over a text is. One object serves for the whole text, and is changed, since words are many. */
export interface Position {
  readonly text: string;
  /** From `createUnits`. */
  readonly codes: Uint16Array;
  /** The word that is looked at: its first unit and the one behind its last. */
  start: number;
  end: number;
  /** Classes of all its units together, and of the unit behind it (`units.ts`). */
  bits: number;
  next: number;
  /** The word before it; an empty one at the beginning of a line. */
  beforeStart: number;
  beforeEnd: number;
  lineStart: number;
  /** Everything before it has been replaced or passed. */
  done: number;
}
