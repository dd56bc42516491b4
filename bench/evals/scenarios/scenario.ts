/** One kind of trouble, from which scenes are drawn. Names, numbers and times differ from seed to seed; the kind does not. */
import type { Lot } from '../scene/lot.js';
import type { Scene } from '../scene/scene.js';

export const FAMILIES = [
  'single fault',
  'chain of causes',
  'red herring',
  'little to see',
  'nothing to mend',
  'hostile text',
  'wrong knowledge',
  'odd shape',
] as const;
export type Family = (typeof FAMILIES)[number];

export interface Scenario {
  /** In kebab-case, as on the command line. */
  readonly name: string;
  readonly family: Family;
  /** What is the case, in a sentence. */
  readonly title: string;
  draw(lot: Lot): Scene;
}
