/** A promise about a service: at least this share of what its users ask for goes well over a rolling window. */

/** How failures are counted. Every query has `$window` where the length of the look back stands. */
export type Sli =
  /** One query for the failing share 0–1. `traffic` tells silence from success; null where nothing does. */
  | { readonly kind: 'share'; readonly failing: string; readonly traffic: string | null }
  /** Events are counted; of `bad` and `good` there is one. */
  | {
      readonly kind: 'events';
      readonly bad: string | null;
      readonly good: string | null;
      readonly total: string;
    };

export interface Slo {
  /** Unique within its service. */
  readonly name: string;
  readonly service: string;
  /** Share 0–1, both excluded, of events that shall be good. */
  readonly target: number;
  /** Of the rolling window that the error budget is for. */
  readonly windowSeconds: number;
  readonly sli: Sli;
  /** `file:line`, for whoever has to mend it. */
  readonly place: string;
}

/** All promises that were read. */
export interface SloBook {
  /** In the order in which they were read; empty when nothing is promised. */
  of(service: string): readonly Slo[];
  list(): readonly Slo[];
  /** What could not be used, each as one sentence with file and line. */
  readonly problems: readonly string[];
}

export function createSloBook(slos: readonly Slo[], problems: readonly string[]): SloBook {
  return Object.freeze({
    of: (service: string) => slos.filter((slo) => slo.service === service),
    list: () => slos,
    problems,
  });
}

/** A query as it is asked for one look back. */
export function fillWindow(template: string, seconds: number): string {
  return template.replaceAll('$window', formatWindow(seconds));
}

/** 300 → `5m`, 2592000 → `30d`, 90 → `90s`: as PromQL writes a duration. */
export function formatWindow(seconds: number): string {
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const) {
    if (seconds % size === 0) return `${seconds / size}${unit}`;
  }
  return `${seconds}s`;
}

/** Text in quotes stays as it is: a label may hold anything. */
const QUOTED = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/;
/** `[5m]` of a range selector; `[1h:5m]` of a subquery has a second part and is none. */
const RANGE = /\[\s*(?:\d+(?:ms|[smhdwy]))+\s*\]/;
const TOKEN = new RegExp(`${QUOTED.source}|${RANGE.source}`, 'g');
/** A metric with or without labels, which is all that can be counted over a window. */
const SELECTOR = new RegExp(
  String.raw`^[a-zA-Z_:][\w:]*\s*(?:\{(?:${QUOTED.source}|[^"'\x60{}])*\})?$|^\{(?:${QUOTED.source}|[^"'\x60{}])+\}$`,
);

/**
 * The query with `$window` in place of the ranges it was written with, so that it can be asked for any look back.
 * Undefined when there is nothing to replace. A bare counter becomes its increase over the window.
 */
export function toWindowTemplate(query: string, { isCounter }: { isCounter: boolean }): string | undefined {
  const text = query.trim();
  if (text.includes('$window')) return text;
  const replaced = text.replace(TOKEN, (token) => (token.startsWith('[') ? '[$window]' : token));
  if (replaced !== text) return replaced;
  return isCounter && SELECTOR.test(text) ? `sum(increase(${text}[$window]))` : undefined;
}
