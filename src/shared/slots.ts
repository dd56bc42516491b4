/** So many at a time; the others wait in their order. */
export interface Slots {
  /** Resolves when one is free; it is taken until `give`. */
  take(): Promise<void>;
  give(): void;
}

export function createSlots(free: number): Slots {
  const waiting: (() => void)[] = [];
  let left = free;
  return {
    async take() {
      if (left > 0) left -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    give() {
      const next = waiting.shift();
      if (next) next();
      else left += 1;
    },
  };
}
