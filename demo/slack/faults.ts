/** The fault switchboard: makes chosen API calls slow, limited, broken or cut, before or after they take effect. */

interface FaultScope {
  /** An API method such as `chat.postMessage`, or `*` for all of them. */
  readonly method: string;
  /** Only calls for this channel id. */
  readonly channel?: string;
  /** How many calls are hit; 1 unless told, unlimited when `forMs` is given. */
  readonly times?: number;
  /** The fault ends by itself after this many milliseconds. */
  readonly forMs?: number;
}

export type Fault = FaultScope &
  (
    | { readonly kind: 'delay'; readonly ms: number }
    | { readonly kind: 'rate_limited'; readonly retryAfterSeconds: number }
    /** HTTP 500; with `effect: 'after'` the call has already done its work. */
    | { readonly kind: 'server_error'; readonly effect: 'before' | 'after' }
    /** The connection is cut without an answer. */
    | { readonly kind: 'drop_connection'; readonly effect: 'before' | 'after' }
    /** An `ok: false` answer with this error, such as `fatal_error`. */
    | { readonly kind: 'api_error'; readonly error: string }
  );

interface ActiveFault {
  readonly fault: Fault;
  remaining: number;
  readonly endsAt: number;
}

export type Faults = ReturnType<typeof createFaults>;

export function createFaults(deps: { now: () => number }) {
  let active: ActiveFault[] = [];

  function isLive(entry: ActiveFault): boolean {
    return entry.remaining > 0 && deps.now() < entry.endsAt;
  }

  return {
    add(fault: Fault): void {
      active.push({
        fault,
        remaining: fault.times ?? (fault.forMs === undefined ? 1 : Number.POSITIVE_INFINITY),
        endsAt: fault.forMs === undefined ? Number.POSITIVE_INFINITY : deps.now() + fault.forMs,
      });
    },
    clear(): void {
      active = [];
    },
    /** The faults that hit this call, oldest first; each counts as used. */
    take(method: string, channel: string | undefined): Fault[] {
      active = active.filter(isLive);
      const hits = active.filter(
        ({ fault }) =>
          (fault.method === '*' || fault.method === method) &&
          (fault.channel === undefined || fault.channel === channel),
      );
      for (const hit of hits) hit.remaining -= 1;
      return hits.map((hit) => hit.fault);
    },
    list(): Fault[] {
      active = active.filter(isLive);
      return active.map((entry) => entry.fault);
    },
  };
}
