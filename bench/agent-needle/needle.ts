/** The line that decides: what it says, and what of it a reader has to see. */
import type { Dice } from '../random/dice.js';
import type { Said } from './formats.js';
import type { Template } from './noise.js';

export interface Needle {
  readonly said: Said;
  /** Has to be in what is read, letter by letter, blanks aside. */
  readonly decisive: string;
}

export interface NeedleKind {
  readonly name: string;
  /** `common` are the kinds of lines of this log. */
  readonly draw: (dice: Dice, common: readonly [Template, ...Template[]]) => Needle;
}

/** A line whose whole message decides. */
export const whole = (said: Said): Needle => ({ said, decisive: said.message });
