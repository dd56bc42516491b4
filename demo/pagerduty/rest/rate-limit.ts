/** How many calls of one key are taken in a minute; PagerDuty allows 960. */

const WINDOW_MS = 60_000;

export function createRateLimit({ perMinute, now }: { perMinute: number; now: () => number }) {
  const windows = new Map<string, { startedAt: number; count: number }>();

  /** Counts the call. `headers` are on every answer that was counted. */
  return (key: string): { isOver: boolean; headers: Record<string, string> } => {
    const at = now();
    let window = windows.get(key);
    if (!window || at - window.startedAt >= WINDOW_MS) {
      window = { startedAt: at, count: 0 };
      windows.set(key, window);
    }
    window.count += 1;
    return {
      isOver: window.count > perMinute,
      headers: {
        'ratelimit-limit': String(perMinute),
        'ratelimit-remaining': String(Math.max(0, perMinute - window.count)),
        'ratelimit-reset': String(Math.ceil((window.startedAt + WINDOW_MS - at) / 1000)),
      },
    };
  };
}
