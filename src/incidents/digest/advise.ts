/**
 * What to do about an alert that fires often. Pure. An alert whose page asks for nothing in half of its cases is broken (Rob
 * Ewaschuk, "My Philosophy on Alerting": "alerts that are less than 50% accurate are broken"; Google SRE book, chapter 6:
 * every page should be actionable). Fewer than three cases are chance, and get no advice.
 */
import type { AlertFacts } from './alert-facts.js';

export type Advice =
  /** The same approved fix ended it each time. */
  | { readonly kind: 'automate'; readonly fix: string; readonly times: number; readonly of: number }
  /** It comes and goes: `for` longer by so much would have spared so many of the firings that ended. */
  | {
      readonly kind: 'wait_longer';
      readonly byMs: number;
      readonly spared: number;
      readonly of: number;
      readonly returns: number;
    }
  /** It goes away for a moment only: `keep_firing_for` of so much would have bridged so many of the pauses. */
  | { readonly kind: 'keep_firing'; readonly forMs: number; readonly bridged: number; readonly of: number }
  /** It ended by itself, and nobody acknowledged it. */
  | { readonly kind: 'lower_or_delete'; readonly times: number; readonly of: number }
  /** Another alert is there each time; `isFirst`: it comes first in most of them. */
  | {
      readonly kind: 'join';
      readonly other: string;
      readonly times: number;
      readonly of: number;
      readonly isFirst: boolean;
    }
  /** Somebody acknowledged it, and did nothing that is on record. */
  | { readonly kind: 'ask_why'; readonly times: number; readonly of: number }
  /** People act on it. */
  | { readonly kind: 'keep'; readonly times: number; readonly of: number }
  | { readonly kind: 'none' };

const MIN_CASES = 3;
const BROKEN_SHARE = 0.5;
/** "Always", but for one exception in ten: alerts arrive late or get lost. */
const ALWAYS_SHARE = 0.9;
/** What a longer wait has to spare to be worth being told later. */
const SPARED_SHARE = 0.75;
const MINUTE_MS = 60_000;
/** Lengths that people write into rules. Longer than a quarter of an hour, a real failure would be told too late. */
const WAITS_MS = [1, 2, 3, 5, 10, 15].map((minutes) => minutes * MINUTE_MS);

/** The most telling one; what makes work go away comes before what makes it quieter. */
export function advise(facts: AlertFacts): Advice {
  const { ended, fix, unattended, onlyAcknowledged, actedOn, companion, firings } = facts;
  const isMost = (times: number, of: number, share = BROKEN_SHARE) =>
    times >= MIN_CASES && times >= of * share;

  if (fix && isMost(fix.times, ended, ALWAYS_SHARE))
    return { kind: 'automate', fix: fix.title, times: fix.times, of: ended };
  if (isMost(facts.pausesMs.length, firings - 1)) {
    const calmer = calm(facts);
    if (calmer) return calmer;
  }
  if (isMost(unattended, ended)) return { kind: 'lower_or_delete', times: unattended, of: ended };
  // Of two that come together the earlier one is left alone.
  if (
    companion &&
    companion.earlier * 2 >= companion.firings &&
    isMost(companion.firings, firings, ALWAYS_SHARE)
  )
    return {
      kind: 'join',
      other: companion.name,
      times: companion.firings,
      of: firings,
      isFirst: companion.earlier * 2 > companion.firings,
    };
  if (isMost(onlyAcknowledged, ended)) return { kind: 'ask_why', times: onlyAcknowledged, of: ended };
  return isMost(actedOn, ended) ? { kind: 'keep', times: actedOn, of: ended } : { kind: 'none' };
}

/**
 * Prometheus has two ways: `for` waits before it fires, `keep_firing_for` before it ends. The shorter of firings and pauses
 * is the accident. How long it fired comes on top of the `for` it has, so that has to be longer by as much.
 */
function calm({ lastedMs, pausesMs }: AlertFacts): Advice | undefined {
  const waits = (): Advice | undefined => {
    const byMs = smallestWait(lastedMs, (lasted, wait) => lasted < wait);
    if (byMs === undefined) return undefined;
    const spared = lastedMs.filter((lasted) => lasted < byMs).length;
    return { kind: 'wait_longer', byMs, spared, of: lastedMs.length, returns: pausesMs.length };
  };
  const keeps = (): Advice | undefined => {
    const forMs = smallestWait(pausesMs, (pause, wait) => pause <= wait);
    if (forMs === undefined) return undefined;
    const bridged = pausesMs.filter((pause) => pause <= forMs).length;
    return { kind: 'keep_firing', forMs, bridged, of: pausesMs.length };
  };
  return medianOf(lastedMs) <= medianOf(pausesMs) ? (waits() ?? keeps()) : (keeps() ?? waits());
}

function smallestWait(
  values: readonly number[],
  isCovered: (value: number, wait: number) => boolean,
): number | undefined {
  if (values.length < MIN_CASES) return undefined;
  return WAITS_MS.find(
    (wait) => values.filter((value) => isCovered(value, wait)).length >= values.length * SPARED_SHARE,
  );
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Infinity;
}
