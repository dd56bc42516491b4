/**
 * Slack's published limits as token buckets: about one post a second in a channel with short bursts and a cap on all
 * posts together, everything else by tier (docs.slack.dev/apis/web-api/rate-limits).
 */

/** `post` is chat.postMessage's own limit; `none` is for methods without a published one. */
export type Tier = 1 | 2 | 3 | 4 | 'post' | 'none';

/** Calls a minute and burst. Tier 1 gets room to reconnect: its published "1+" is a floor, not a cap. */
const LIMITS: Record<Exclude<Tier, 'none'>, { readonly perMinute: number; readonly burst: number }> = {
  1: { perMinute: 10, burst: 10 },
  2: { perMinute: 20, burst: 20 },
  3: { perMinute: 50, burst: 50 },
  4: { perMinute: 100, burst: 100 },
  post: { perMinute: 60, burst: 5 },
};

/** All posts of an app in a workspace; Slack says "several hundred" a minute and no more. */
const ALL_POSTS = { perMinute: 500, burst: 500 };

export type RateLimits = ReturnType<typeof createRateLimits>;

export function createRateLimits(deps: { now: () => number }) {
  const buckets = new Map<string, { tokens: number; at: number }>();
  let isEnabled = true;

  function takeFrom(key: string, { perMinute, burst }: { perMinute: number; burst: number }): number {
    const at = deps.now();
    const bucket = buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 60_000) * perMinute);
    const isAllowed = tokens >= 1;
    buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, at });
    return isAllowed ? 0 : Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute));
  }

  return {
    setEnabled(enabled: boolean): void {
      isEnabled = enabled;
      buckets.clear();
    },
    /** Takes one call; 0 when it may go ahead, else the seconds to wait for Retry-After. */
    take(method: string, tier: Tier, channel: string | undefined): number {
      if (!isEnabled || tier === 'none') return 0;
      if (tier !== 'post') return takeFrom(method, LIMITS[tier]);
      const wait = takeFrom(`${method} ${channel ?? ''}`, LIMITS.post);
      return wait > 0 ? wait : takeFrom(method, ALL_POSTS);
    },
  };
}
