/**
 * What components do in runs of their operations: the lines they log, which line follows which, and the calls they make.
 * Pairs of neighbouring events tell a changed course of one request from another mix of requests (event patterns: Yu et al.,
 * FSE 2023).
 */
import { troubleWords } from '../../log-templates/log-level.js';
import { maskMessage } from '../../log-templates/mask-message.js';
import { unwrapLine } from '../../log-templates/unwrap-line.js';
import type { BehaviourObservation } from '../question.js';
import type { LogLine, Records, RecordWindows, Span } from '../records.js';

/** Characters of a line's sentence that name it. */
const MAX_SENTENCE = 120;

type Event = Pick<BehaviourObservation, 'component' | 'kind' | 'name' | 'operation' | 'badness'>;

interface Counts {
  readonly runs: ReadonlyMap<string, number>;
  readonly events: ReadonlyMap<string, { readonly event: Event; readonly where: ReadonlySet<string> }>;
}

export function observeBehaviours({ usual, now }: RecordWindows): readonly BehaviourObservation[] {
  const nameLine = createLineNamer();
  const [before, after] = [count(usual, nameLine), count(now, nameLine)];
  const keys = new Set([...before.events.keys(), ...after.events.keys()]);
  return [...keys].flatMap((key) => {
    const event = before.events.get(key)?.event ?? after.events.get(key)?.event;
    if (!event) return [];
    const sample = (counts: Counts) => ({
      runs: counts.runs.get(runKey(event.component, event.operation)) ?? 0,
      times: counts.events.get(key)?.where.size ?? 0,
    });
    return [{ ...event, usual: sample(before), now: sample(after) }];
  });
}

function count({ spans, lines }: Records, nameLine: (text: string) => LineName): Counts {
  const runs = new Map<string, number>();
  const events = new Map<string, { event: Event; where: Set<string> }>();
  const run = (component: string, operation: string | null) => {
    const key = runKey(component, operation);
    runs.set(key, (runs.get(key) ?? 0) + 1);
  };
  const happen = (event: Event, where: string) => {
    const key = JSON.stringify([event.component, event.operation, event.kind, event.name]);
    const known = events.get(key);
    if (known) known.where.add(where);
    else events.set(key, { event, where: new Set([where]) });
  };
  const byId = new Map(spans.map((span) => [span.id, span]));
  for (const span of spans) {
    run(span.component, span.operation);
    const parent = byId.get(span.parentId);
    if (parent) happen(callOf(parent, span), parent.id);
  }
  const bySpan = new Map<string, LogLine[]>();
  for (const [index, line] of lines.entries()) {
    const { component, spanId } = line;
    if (byId.get(spanId)?.component === component) {
      const known = bySpan.get(spanId);
      if (known) known.push(line);
      else bySpan.set(spanId, [line]);
      continue;
    }
    // Lines outside of any span are counted against all such lines of the component.
    run(component, null);
    happen({ component, operation: null, kind: 'log', ...nameLine(line.text) }, String(index));
  }
  for (const [spanId, own] of bySpan) {
    const { component, operation } = byId.get(spanId) ?? { component: '', operation: '' };
    const named = own.sort((a, b) => a.time - b.time).map(({ text }) => nameLine(text));
    for (const line of named) happen({ component, operation, kind: 'log', ...line }, spanId);
    const distinct = named.filter(({ name }, index) => name !== named[index - 1]?.name);
    const begun = new Set<string>();
    for (const [index, { name }] of distinct.entries()) {
      const after = `${operation} after the line "${name}"`;
      if (!begun.has(name)) run(component, after);
      begun.add(name);
      const next = distinct[index + 1];
      if (next) happen({ component, operation: after, kind: 'log', ...next }, spanId);
    }
  }
  return { runs, events };
}

function callOf(parent: Span, { component, operation }: Span): Event {
  const name = parent.component === component ? operation : `${component} ${operation}`;
  return {
    component: parent.component,
    operation: parent.operation,
    kind: 'call',
    name,
    badness: troubleWords(operation).length > 0 ? 2 : 0,
  };
}

const runKey = (component: string, operation: string | null): string =>
  JSON.stringify([component, operation]);

type LineName = Pick<Event, 'name' | 'badness'>;

/** Where a line says the place in the code that wrote it, that place names it, with the first sentence seen there. */
function createLineNamer(): (text: string) => LineName {
  const sentences = new Map<string, string>();
  return (text) => {
    const { message, level } = unwrapLine(text);
    const badness = level === 'error' || level === 'fatal' ? 2 : level === 'warning' ? 1 : 0;
    const place = PLACE.exec(message.slice(0, MAX_SENTENCE))?.[1];
    const sentence = maskMessage(message).slice(0, MAX_SENTENCE);
    if (place === undefined) return { name: sentence, badness };
    const key = `${level} ${place}`;
    const known = sentences.get(key) ?? sentence;
    sentences.set(key, known);
    return { name: `${place} ${known}`, badness };
  };
}

/** `c.s.OrderService#37`, `order_service.py:120`. */
const PLACE = /(?:^|\s)([\w.$[\]]+#\d+|[\w.$/-]+\.\w{1,4}:\d+)(?=[\s:\]]|$)/;
