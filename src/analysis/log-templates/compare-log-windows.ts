/** Log lines of two windows, before and during trouble, as findings about their templates. */
import { cut } from '../../shared/text.js';
import {
  compareTemplateCounts,
  type CountComparison,
  type LogComparison,
  type TemplateCount,
} from './compare-counts.js';
import { mergeMoved } from './merge-moved.js';
import { createTemplateMiner, type TemplateMinerOptions } from './template-miner.js';

interface TimedLine {
  /** Unix seconds. */
  readonly time: number;
  readonly text: string;
}

export interface LogWindow {
  /** In any order. */
  readonly lines: readonly TimedLine[];
  /** How much time they cover: shorter than what was asked for when the source cut its answer. */
  readonly seconds: number;
}

interface LogWindows {
  readonly baseline: LogWindow;
  readonly incident: LogWindow;
  readonly miner?: TemplateMinerOptions;
}

/** Stretches of the baseline in which counts are compared; ten give the variance to ±50 %, which its root halves. */
const STRETCHES = 10;
/** Templates with fewer lines in the baseline say nothing about bursts. */
const MIN_FOR_BURSTS = 10;
/** Burstier than this is a template that came with one event; the median over templates is what counts. */
const MAX_DISPERSION = 100;

/** Characters of an example line. */
const MAX_EXAMPLE = 1000;

/** Mines both windows with one miner, the baseline first, and compares. */
export function compareLogWindows(windows: LogWindows): LogComparison {
  return compareTemplateCounts(countTemplates(windows));
}

/** Every template of both windows with its counts, in order of appearance. */
export function countTemplates({ baseline, incident, miner: options }: LogWindows): CountComparison {
  const miner = createTemplateMiner(options);
  const before = new Map<number, number[]>();
  const during = new Map<number, { count: number; first: number; example: string }>();
  const times = new Map<number, number[]>();
  const mine = ({ time, text }: TimedLine): number => {
    const { id } = miner.add(text);
    const known = times.get(id);
    if (known) known.push(time);
    else times.set(id, [time]);
    return id;
  };
  const [from, span] = spanOf(baseline.lines);
  for (const line of baseline.lines) {
    const { time } = line;
    const id = mine(line);
    const stretches = before.get(id) ?? Array.from({ length: STRETCHES }, () => 0);
    before.set(id, stretches);
    const index = Math.min(STRETCHES - 1, Math.max(0, Math.floor(((time - from) / span) * STRETCHES)));
    stretches[index] = (stretches[index] ?? 0) + 1;
  }
  for (const line of incident.lines) {
    const { time, text } = line;
    const id = mine(line);
    const seen = during.get(id);
    if (!seen) during.set(id, { count: 1, first: time, example: text });
    else {
      seen.count += 1;
      if (time < seen.first) [seen.first, seen.example] = [time, text];
    }
  }
  const dispersion = findDispersion([...before.values()]);
  const rows = miner.templates().map((template): TemplateCount => {
    const { id, template: words, level, trouble, weight, example } = template;
    const now = during.get(id);
    const counts = before.get(id) ?? [];
    return {
      id,
      template: words,
      level,
      trouble,
      weight,
      // What people read is what happens now.
      example: now ? cut(now.example, MAX_EXAMPLE) : example,
      baseline: sum(counts),
      dispersion: ownDispersion(counts, dispersion),
      incident: now?.count ?? 0,
      firstSeen: now?.first ?? null,
      times: times.get(id) ?? [],
    };
  });
  return {
    rows: mergeMoved(rows),
    baselineSeconds: Math.max(1, baseline.seconds),
    incidentSeconds: Math.max(1, incident.seconds),
    dispersion,
  };
}

/** The median over templates, at least 1. */
function findDispersion(counts: readonly (readonly number[])[]): number {
  const factors = counts.map(fanoFactor).filter((factor) => factor !== undefined);
  factors.sort((a, b) => a - b);
  return Math.min(MAX_DISPERSION, Math.max(1, factors[Math.floor(factors.length / 2)] ?? 1));
}

/**
 * Some templates come in bursts where others do not: a nightly job, a save every ten minutes. A template's own factor rests
 * on ten numbers, so it is averaged with that of all.
 */
function ownDispersion(counts: readonly number[], ofAll: number): number {
  const own = fanoFactor(counts);
  return own === undefined ? ofAll : Math.min(MAX_DISPERSION, Math.max(ofAll, (own + ofAll) / 2));
}

/** Variance of counts over their mean (Fano 1947); undefined where there are too few. */
function fanoFactor(counts: readonly number[]): number | undefined {
  const total = sum(counts);
  if (total < MIN_FOR_BURSTS) return undefined;
  const mean = total / counts.length;
  return sum(counts.map((count) => (count - mean) ** 2)) / (counts.length - 1) / mean;
}

function spanOf(lines: readonly TimedLine[]): readonly [from: number, span: number] {
  let [from, to] = [Infinity, -Infinity];
  for (const { time } of lines) {
    from = Math.min(from, time);
    to = Math.max(to, time);
  }
  return [from, Math.max(1, to - from)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
