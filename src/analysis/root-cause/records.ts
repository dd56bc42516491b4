/** Spans and log lines of a stretch of time, whichever backend they come from. Times are Unix seconds. */

export interface Span {
  readonly id: string;
  /** Of a span that may be missing. */
  readonly parentId: string;
  readonly traceId: string;
  readonly component: string;
  /** Without arguments such as ids. */
  readonly operation: string;
  readonly start: number;
  readonly seconds: number;
}

export interface LogLine {
  readonly component: string;
  /** Empty when the line was not written in a span. */
  readonly spanId: string;
  readonly time: number;
  readonly text: string;
}

export interface Records {
  readonly spans: readonly Span[];
  readonly lines: readonly LogLine[];
}

export interface RecordWindows {
  /** While all was well. */
  readonly usual: Records;
  readonly now: Records;
}

/** Whole traces and single lines within [from, to). */
export function recordsBetween({ spans, lines }: Records, from: number, to: number): Records {
  const extent = new Map<string, { start: number; end: number }>();
  for (const { traceId, start, seconds } of spans) {
    const known = extent.get(traceId);
    if (!known) extent.set(traceId, { start, end: start + seconds });
    else {
      known.start = Math.min(known.start, start);
      known.end = Math.max(known.end, start + seconds);
    }
  }
  return {
    spans: spans.filter(({ traceId }) => {
      const trace = extent.get(traceId);
      return trace !== undefined && trace.start >= from && trace.end < to;
    }),
    lines: lines.filter(({ time }) => time >= from && time < to),
  };
}

export const joinRecords = (a: Records, b: Records): Records => ({
  spans: [...a.spans, ...b.spans],
  lines: [...a.lines, ...b.lines],
});

/** Ids and numbers in paths are arguments of one operation. */
export const maskOperation = (name: string): string => name.replace(/[\da-f]{8}-[\da-f-]{27,}|\d+/gi, '<n>');
