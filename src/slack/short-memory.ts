/** What was found out a moment ago, so that many who want to know it at once ask once. What was not found is asked again. */

/** Long enough for everybody who clicks on one card; short enough that who is taken out of a group is out. */
const KEPT_MS = 30_000;
const MOST = 500;

export interface ShortMemory<T> {
  /** `isFresh`: it is asked now, whatever is remembered. Undefined when there was no answer. */
  get(key: string, isFresh: boolean): Promise<T | undefined>;
}

/** `find` never rejects. */
export function createShortMemory<T>(
  find: (key: string) => Promise<T | undefined>,
  { keptMs = KEPT_MS }: { keptMs?: number } = {},
): ShortMemory<T> {
  const kept = new Map<string, { readonly until: number; readonly found: Promise<T | undefined> }>();

  function ask(key: string): Promise<T | undefined> {
    const found = find(key);
    const entry = { until: performance.now() + keptMs, found };
    kept.delete(key);
    kept.set(key, entry);
    if (kept.size > MOST) kept.delete(kept.keys().next().value ?? '');
    void found.then((value) => {
      if (value === undefined && kept.get(key) === entry) kept.delete(key);
    });
    return found;
  }

  return {
    get(key, isFresh) {
      const entry = kept.get(key);
      return !isFresh && entry && performance.now() < entry.until ? entry.found : ask(key);
    },
  };
}
