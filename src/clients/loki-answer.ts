/** Loki's JSON as our log lines and series. */
import { z } from 'zod';
import type { LogLine } from '../incidents/ports/log-source.js';
import type { Series } from '../shared/series.js';
import { cut } from '../shared/text.js';
import { parseJson } from './parse-json.js';

/** Of a line; what follows is hardly read by anybody, and stack traces of megabytes exist. */
const MAX_LINE_LENGTH = 4_000;

const Envelope = z.object({
  status: z.literal('success'),
  data: z.unknown(),
  warnings: z.array(z.string()).nullish(),
});

const Streams = z.object({
  resultType: z.literal('streams'),
  result: z.array(
    z.object({
      stream: z.record(z.string(), z.string()),
      // `[nanoseconds, line]`, and a third element with structured metadata in newer versions.
      values: z.array(z.tuple([z.string().regex(/^\d{1,19}$/), z.string()]).rest(z.unknown())),
    }),
  ),
});

const Matrix = z.object({
  resultType: z.literal('matrix'),
  result: z.array(
    z.object({
      metric: z.record(z.string(), z.string()),
      values: z.array(z.tuple([z.number(), z.string()])),
    }),
  ),
});

export interface StampedLine extends LogLine {
  /** Unix nanoseconds: what pages are cut by. */
  readonly nanos: bigint;
}

/** Lines in order of time; undefined when it is something else. */
export function readLines(
  body: string,
): { readonly lines: readonly StampedLine[]; readonly warnings: readonly string[] } | undefined {
  const envelope = parseJson(Envelope, body);
  const streams = envelope && Streams.safeParse(envelope.data).data;
  if (!streams) return undefined;
  const lines = streams.result.flatMap(({ stream, values }) =>
    values.map(([stamp, text]): StampedLine => {
      const nanos = BigInt(stamp);
      const time = Number(nanos / 1000n) / 1e6;
      return { nanos, time, text: cut(text, MAX_LINE_LENGTH), labels: stream };
    }),
  );
  // Stable, so that lines of one instant keep the order in which their stream has them.
  lines.sort((a, b) => (a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0));
  return { lines, warnings: envelope.warnings ?? [] };
}

/** `'lines'` when the query gives lines instead of numbers; undefined when the answer is something else. */
export function readMatrix(
  body: string,
): { readonly series: readonly Series[]; readonly warnings: readonly string[] } | 'lines' | undefined {
  const envelope = parseJson(Envelope, body);
  if (!envelope) return undefined;
  const matrix = Matrix.safeParse(envelope.data).data;
  if (!matrix) return Streams.safeParse(envelope.data).success ? 'lines' : undefined;
  const series = matrix.result.map(({ metric, values }): Series => {
    const finite = values.filter(([, value]) => value !== '' && Number.isFinite(Number(value)));
    return {
      labels: metric,
      times: finite.map(([time]) => time),
      values: finite.map(([, value]) => Number(value)),
    };
  });
  return { series, warnings: envelope.warnings ?? [] };
}

/** Names; Loki leaves `data` out when there are none. Undefined when it is something else. */
export function readNames(body: string): readonly string[] | undefined {
  const envelope = parseJson(
    z.object({ status: z.literal('success'), data: z.array(z.string()).nullish() }),
    body,
  );
  return envelope && (envelope.data ?? []);
}

export function readVersion(body: string): string | undefined {
  return parseJson(z.object({ version: z.string() }), body)?.version;
}
