/** Draws texts by lot, the same on every run. */
import { createRandom } from '../random/create-random.js';

export interface Lot {
  /** From 0 up to, not including, `below`. */
  number(below: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** `length` characters of an alphabet. */
  text(alphabet: string, length: number): string;
}

export const HEX = '0123456789abcdef';
export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const DIGITS = '0123456789';
export const MIXED = LOWER + LOWER.toUpperCase() + DIGITS;

export function createLot(seed: number): Lot {
  const next = createRandom(seed);
  const number = (below: number) => Math.floor(next() * below);
  return {
    number,
    pick: (items) => items[number(items.length)] ?? items[0],
    text: (alphabet, length) =>
      Array.from({ length }, () => alphabet[number(alphabet.length)] ?? '').join(''),
  };
}
