/** What services do in runs of their operations: the lines they log and the calls they make, from spans and log lines. */
import { troubleWords } from '../../src/analysis/log-templates/log-level.js';
import { maskMessage } from '../../src/analysis/log-templates/mask-message.js';
import { unwrapLine } from '../../src/analysis/log-templates/unwrap-line.js';
import type { BehaviourObservation, EdgeObservation } from '../../src/analysis/root-cause/question.js';
import type { LogLine, Records, Span } from './read-records.js';

interface Event {
  readonly component: string;
  readonly operation: string | null;
  readonly kind: 'log' | 'call';
  readonly name: string;
  readonly badness: 0 | 1 | 2;
}

interface Counts {
  readonly runs: ReadonlyMap<string, number>;
  readonly events: ReadonlyMap<string, { readonly event: Event; readonly times: number }>;
}

export interface Windows {
  readonly usual: Records;
  readonly now: Records;
}

export function observeBehaviours({ usual, now }: Windows): readonly BehaviourObservation[] {
  const describeLine = createLineDescriber();
  const [before, after] = [count(usual, describeLine), count(now, describeLine)];
  const keys = new Set([...before.events.keys(), ...after.events.keys()]);
  return [...keys].flatMap((key) => {
    const event = before.events.get(key)?.event ?? after.events.get(key)?.event;
    if (!event) return [];
    const sample = (counts: Counts) => ({
      runs: counts.runs.get(runKey(event.component, event.operation)) ?? 0,
      times: counts.events.get(key)?.times ?? 0,
    });
    return [{ ...event, usual: sample(before), now: sample(after) }];
  });
}

function count({ spans, lines }: Records, describeLine: (text: string) => LineName): Counts {
  const runs = new Map<string, number>();
  const happened = new Map<string, { event: Event; where: Set<string> }>();
  const byId = new Map(spans.map((span) => [span.id, span]));
  const happen = (event: Event, run: string) => {
    const key = JSON.stringify([event.component, event.operation, event.kind, event.name]);
    const known = happened.get(key);
    if (known) known.where.add(run);
    else happened.set(key, { event, where: new Set([run]) });
  };
  for (const span of spans) {
    add(runs, runKey(span.service, span.operation));
    const parent = byId.get(span.parentId);
    if (!parent) continue;
    const name = parent.service === span.service ? span.operation : `${span.service} ${span.operation}`;
    happen(
      {
        component: parent.service,
        operation: parent.operation,
        kind: 'call',
        name,
        badness: troubleWords(name).length > 0 ? 2 : 0,
      },
      parent.id,
    );
  }
  for (const [index, line] of lines.entries()) {
    const span = byId.get(line.spanId);
    const operation = span?.service === line.service ? span.operation : null;
    const { name, badness } = describeLine(line.text);
    // Lines outside of any span are counted against all lines of the service.
    if (operation === null) add(runs, runKey(line.service, null));
    happen(
      { component: line.service, operation, kind: 'log', name, badness },
      operation === null ? String(index) : line.spanId,
    );
  }
  return {
    runs,
    events: new Map([...happened].map(([key, { event, where }]) => [key, { event, times: where.size }])),
  };
}

const runKey = (component: string, operation: string | null): string =>
  JSON.stringify([component, operation]);

const add = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);

interface LineName {
  readonly name: string;
  readonly badness: 0 | 1 | 2;
}

/** Where a line says the place in the code that wrote it, that place names it, with the first sentence seen there. */
function createLineDescriber(): (text: string) => LineName {
  const sentences = new Map<string, string>();
  return (text) => {
    const { message, level } = unwrapLine(text);
    const badness = level === 'error' || level === 'fatal' ? 2 : level === 'warning' ? 1 : 0;
    const place = /(?:^|\s)([\w.$[\]]+#\d+|[\w.$/-]+\.\w{1,4}:\d+)(?=[\s:\]]|$)/.exec(
      message.slice(0, 200),
    )?.[1];
    const sentence = maskMessage(message).slice(0, 120);
    if (place === undefined) return { name: sentence, badness };
    const key = `${level} ${place}`;
    const known = sentences.get(key) ?? sentence;
    sentences.set(key, known);
    return { name: `${place} ${known}`, badness };
  };
}

/** Calls between services with the time that each end measures. */
export function observeEdges({ usual, now }: Windows): readonly EdgeObservation[] {
  const [before, after] = [pairs(usual.spans), pairs(now.spans)];
  return [...after].map(([key, pair]) => {
    const known = before.get(key);
    return {
      caller: pair.caller,
      callee: pair.callee,
      usual: {
        calls: known?.latencies.length ?? 0,
        latencies: known?.latencies ?? [],
        served: known?.served ?? [],
      },
      now: { calls: pair.latencies.length, latencies: pair.latencies, served: pair.served },
    };
  });
}

interface Pair {
  readonly caller: string;
  readonly callee: string;
  readonly latencies: number[];
  readonly served: number[];
}

function pairs(spans: readonly Span[]): ReadonlyMap<string, Pair> {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const found = new Map<string, Pair>();
  for (const span of spans) {
    const parent = byId.get(span.parentId);
    if (!parent || parent.service === span.service) continue;
    // Operations differ in what is usual, so each is an edge of its own.
    const key = JSON.stringify([parent.service, span.service, span.operation]);
    const pair = found.get(key) ?? {
      caller: parent.service,
      callee: span.service,
      latencies: [],
      served: [],
    };
    found.set(key, pair);
    pair.latencies.push(parent.seconds);
    pair.served.push(span.seconds);
  }
  return found;
}

/** Spans and lines of whole traces within a stretch of time. */
export function between({ spans, lines }: Records, from: number, to: number): Records {
  const extent = new Map<string, { start: number; end: number }>();
  for (const { traceId, start, seconds } of spans) {
    const known = extent.get(traceId) ?? { start: Infinity, end: -Infinity };
    known.start = Math.min(known.start, start);
    known.end = Math.max(known.end, start + seconds);
    extent.set(traceId, known);
  }
  const isWithin = ({ start, end }: { start: number; end: number }) => start >= from && end < to;
  return {
    spans: spans.filter(({ traceId }) => isWithin(extent.get(traceId) ?? { start: 0, end: 0 })),
    lines: lines.filter(({ time }: LogLine) => time >= from && time < to),
  };
}

export const join = (a: Records, b: Records): Records => ({
  spans: [...a.spans, ...b.spans],
  lines: [...a.lines, ...b.lines],
});
