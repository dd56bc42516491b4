/** Answers to heavy questions, kept for a while in this process. */

export interface Answered<T> {
  readonly value: T;
  readonly at: Date;
}

export interface Remembered<T> {
  /** What is known of `key` at that time, or what `ask` answers; `keepMs` is how long that holds. */
  get(
    key: string,
    at: Date,
    ask: () => Promise<{ readonly value: T; readonly keepMs: number }>,
  ): Promise<Answered<T>>;
}

/** More than a catalogue of hundreds of services with their windows. */
const MAX_KEPT = 5_000;

export function createRemembered<T>(): Remembered<T> {
  const kept = new Map<string, Answered<T> & { readonly until: number }>();

  return {
    async get(key, at, ask) {
      const known = kept.get(key);
      if (known && at.getTime() < known.until && at >= known.at) return known;
      const { value, keepMs } = await ask();
      kept.delete(key);
      kept.set(key, { value, at, until: at.getTime() + keepMs });
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
      return { value, at };
    },
  };
}
