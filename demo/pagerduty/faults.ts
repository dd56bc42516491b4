/** Makes chosen calls of PagerDuty's APIs fail, before or after they take effect, and webhooks go astray. */

export type CallFault = {
  /** All calls, those that change something, or reads. All unless told. */
  readonly of?: 'all' | 'write' | 'read';
  /** Only calls whose path begins so, such as `/incidents`. */
  readonly path?: string;
  /** How many calls are hit; 1 unless told. `Infinity` lasts until `clear`. */
  readonly times?: number;
} & (
  | { readonly kind: 'slow'; readonly ms: number }
  /** HTTP 429; null leaves the headers out, as PagerDuty does at times. */
  | { readonly kind: 'rate_limited'; readonly resetSeconds: number | null }
  /** With `isTaken` after the call did its work. */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly isTaken?: boolean;
    }
  /** The connection is cut; with `isTaken` after the call did its work: its answer gets lost. */
  | { readonly kind: 'drop'; readonly isTaken?: boolean }
  /** The connection stays open and no answer comes. */
  | { readonly kind: 'hang'; readonly isTaken?: boolean }
);

export type WebhookFault =
  /** The next so many are sent twice. */
  | { readonly kind: 'duplicate'; readonly count: number }
  /** The next so many are lost, retries included. */
  | { readonly kind: 'lose'; readonly count: number }
  /** The next so many are held back, then sent newest first. */
  | { readonly kind: 'reorder'; readonly count: number };

export type Faults = ReturnType<typeof createFaults>;

export function createFaults() {
  let calls: { readonly fault: CallFault; left: number }[] = [];
  let webhooks: { readonly fault: WebhookFault; left: number }[] = [];
  let isDown = false;

  return {
    /** A call of PagerDuty's APIs goes wrong. */
    add(fault: CallFault): void {
      calls.push({ fault, left: fault.times ?? 1 });
    },
    addForWebhooks(fault: WebhookFault): void {
      webhooks.push({ fault, left: fault.count });
    },
    /** Every call is cut, and webhooks wait until it is up again. */
    setDown(down: boolean): void {
      isDown = down;
    },
    isDown: () => isDown,
    clear(): void {
      calls = [];
      webhooks = [];
      isDown = false;
    },
    /** The fault that hits this call, the oldest that fits; it counts as used. */
    take(method: string, path: string): CallFault | undefined {
      if (isDown) return { kind: 'drop' };
      const isWrite = method !== 'GET';
      const hit = calls.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.of === undefined || fault.of === 'all' || (fault.of === 'write') === isWrite) &&
          path.startsWith(fault.path ?? ''),
      );
      if (hit) hit.left -= 1;
      return hit?.fault;
    },
    /** `left`: how many it hits after this one. */
    takeForWebhook(): { readonly fault: WebhookFault; readonly left: number } | undefined {
      const hit = webhooks.find(({ left }) => left > 0);
      if (!hit) return undefined;
      hit.left -= 1;
      return { fault: hit.fault, left: hit.left };
    },
  };
}
