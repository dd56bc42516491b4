/** Draws by lot that are the same on every run (mulberry32). */
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
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const number = (below: number) => Math.floor(next() * below);
  return {
    number,
    pick: (items) => items[number(items.length)] ?? items[0],
    text: (alphabet, length) =>
      Array.from({ length }, () => alphabet[number(alphabet.length)] ?? '').join(''),
  };
}
