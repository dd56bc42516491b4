/**
 * The fault switchboard: makes chosen API calls slow, limited, broken or cut, before or after they take effect, and
 * makes events arrive twice, late, out of order or not at all.
 */

interface CallScope {
  /**
   * An API method such as `chat.postMessage`, or `*` for all of them; `upload` is the POST of a file's
   * bytes, `response_url` an answer by response URL.
   */
  readonly method: string;
  /** Only calls for this channel id. */
  readonly channel?: string;
  /** How many calls are hit; 1 unless told, unlimited when `forMs` is given. */
  readonly times?: number;
  /** The fault ends by itself after this many milliseconds. */
  readonly forMs?: number;
}

/** Something that goes wrong with a call of the app. */
export type CallFault = CallScope &
  (
    | { readonly kind: 'delay'; readonly ms: number }
    /** HTTP 429; null leaves the Retry-After header out, as Slack does at times. */
    | { readonly kind: 'rate_limited'; readonly retryAfterSeconds: number | null }
    /** HTTP 500; with `effect: 'after'` the call has already done its work. */
    | { readonly kind: 'server_error'; readonly effect: 'before' | 'after' }
    /** The connection is cut without an answer. */
    | { readonly kind: 'drop_connection'; readonly effect: 'before' | 'after' }
    /** The connection stays open and no answer comes; the app has to give up by itself. */
    | { readonly kind: 'timeout'; readonly effect: 'before' | 'after' }
    /** An `ok: false` answer with this error, such as `fatal_error`. */
    | { readonly kind: 'api_error'; readonly error: string }
  );

interface EventScope {
  /** Only events of this type, such as `message`. */
  readonly eventType?: string;
  /** How many events are hit; 1 unless told. */
  readonly times?: number;
}

/** Something that goes wrong with an event on its way to the app. */
export type EventFault = EventScope &
  /** The same event, with the same event_id and no retry mark, arrives several times; twice unless told. */
  (
    | { readonly kind: 'duplicate_event'; readonly copies?: number }
    /** One message makes several events, each with an event_id of its own; 11 unless told (node-slack-sdk#2141). */
    | { readonly kind: 'fan_out_event'; readonly copies?: number }
    /** So many events are held back, then arrive newest first. */
    | { readonly kind: 'reorder_events'; readonly count: number }
    /** The first copy gets lost on the way; only the retry, marked as number 1, arrives. */
    | { readonly kind: 'lose_first_copy' }
    /** The event and all its retries get lost. */
    | { readonly kind: 'lose_event' }
    | { readonly kind: 'delay_event'; readonly ms: number }
  );

/** Something that goes wrong with the connections as such; carried out at once. */
export type ConnectionFault =
  | { readonly kind: 'drop_sockets' }
  /** New connections are turned away, for so long or until `clear`. */
  | { readonly kind: 'refuse_sockets'; readonly forMs?: number }
  /** Connections stay open, but nothing comes over them and pings go unanswered, for so long or until `clear`. */
  | { readonly kind: 'silent_sockets'; readonly forMs?: number }
  /** Every API call fails, sockets are cut and no new one can be opened. */
  | { readonly kind: 'down'; readonly forMs: number };

export type Fault = CallFault | EventFault | ConnectionFault;

interface Active<F> {
  readonly fault: F;
  remaining: number;
  readonly endsAt: number;
}

export type Faults = ReturnType<typeof createFaults>;

function isCallFault(fault: Fault): fault is CallFault {
  return 'method' in fault;
}

function isConnectionFault(fault: Fault): fault is ConnectionFault {
  return ['drop_sockets', 'refuse_sockets', 'silent_sockets', 'down'].includes(fault.kind);
}

export function createFaults(deps: { now: () => number }) {
  let calls: Active<CallFault>[] = [];
  let events: Active<EventFault>[] = [];
  let refusingUntil = 0;
  let silentUntil = 0;

  const isLive = (entry: Active<unknown>): boolean => entry.remaining > 0 && deps.now() < entry.endsAt;
  const until = (forMs: number | undefined): number =>
    forMs === undefined ? Number.POSITIVE_INFINITY : deps.now() + forMs;

  function addConnectionFault(fault: ConnectionFault): void {
    if (fault.kind === 'refuse_sockets') refusingUntil = until(fault.forMs);
    if (fault.kind === 'silent_sockets') silentUntil = until(fault.forMs);
    if (fault.kind === 'down') {
      refusingUntil = until(fault.forMs);
      calls.push({
        fault: { method: '*', kind: 'server_error', effect: 'before', forMs: fault.forMs },
        remaining: Number.POSITIVE_INFINITY,
        endsAt: refusingUntil,
      });
    }
  }

  return {
    add(fault: Fault): void {
      if (isConnectionFault(fault)) addConnectionFault(fault);
      else if (isCallFault(fault)) {
        calls.push({
          fault,
          remaining: fault.times ?? (fault.forMs === undefined ? 1 : Number.POSITIVE_INFINITY),
          endsAt: until(fault.forMs),
        });
      } else {
        const remaining = fault.kind === 'reorder_events' ? fault.count : (fault.times ?? 1);
        events.push({ fault, remaining, endsAt: Number.POSITIVE_INFINITY });
      }
    },
    clear(): void {
      calls = [];
      events = [];
      refusingUntil = 0;
      silentUntil = 0;
    },
    /** The faults that hit this call, oldest first; each counts as used. */
    take(method: string, channel: string | undefined): CallFault[] {
      calls = calls.filter(isLive);
      const hits = calls.filter(
        ({ fault }) =>
          (fault.method === '*' || fault.method === method) &&
          (fault.channel === undefined || fault.channel === channel),
      );
      for (const hit of hits) hit.remaining -= 1;
      return hits.map((hit) => hit.fault);
    },
    /** The fault that hits this event, the oldest that fits; it counts as used. */
    takeForEvent(type: string): EventFault | undefined {
      events = events.filter(isLive);
      const hit = events.find(({ fault }) => fault.eventType === undefined || fault.eventType === type);
      if (hit !== undefined) hit.remaining -= 1;
      return hit?.fault;
    },
    isRefusingSockets: (): boolean => deps.now() < refusingUntil,
    areSocketsSilent: (): boolean => deps.now() < silentUntil,
    /** What is still waiting to happen. */
    list(): Fault[] {
      calls = calls.filter(isLive);
      events = events.filter(isLive);
      return [...calls, ...events].map((entry) => entry.fault);
    },
  };
}
