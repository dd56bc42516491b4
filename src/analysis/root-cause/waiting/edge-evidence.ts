/**
 * Where requests wait longer than usual. The time that a caller waits for a callee is time in the callee, time in the
 * callee's own callees, or time between the two ends. Only the first and the last speak against a component: self time, as
 * in profilers (gprof, 1982) and span trees (Dapper, 2010).
 */
import { formatValue } from '../../format-value.js';
import { independent, surprise } from '../behaviours/behaviour-evidence.js';
import type { Evidence } from '../evidence.js';
import { measureWaiting, type Waiting } from './measure-waiting.js';
import { lendPast } from './pooled-gaps.js';
import type { EdgeObservation, Reason, RootCauseQuestion } from '../question.js';
import { createUsualDescriber } from '../usual.js';

/** Slowness with a place counts more than other behaviour that changed as surely: it is what callers suffer. */
const WEIGHT = 2;

interface Blame {
  seconds: number;
  /** Of the wait that costs most. */
  nats: number;
  most: number;
  readonly reasons: Reason[];
}

/** A component's score is its share of all additional waiting, times how surprising its slow calls are in nats. */
export function weighEdges({ edges = [] }: RootCauseQuestion): ReadonlyMap<string, Evidence> {
  const describer = createUsualDescriber();
  const waits = lendPast(edges).flatMap((edge) => measureWaiting(edge, describer) ?? []);
  const blamed = new Map<string, Blame>();
  blameCallees(waits, blamed);
  blameNetworks(edges, waits, blamed);
  const all = [...blamed.values()].reduce((sum, { seconds }) => sum + seconds, 0);
  return new Map(
    [...blamed].map(([component, { seconds, nats, reasons }]) => {
      const score = (seconds / all) * nats * WEIGHT;
      const scaled = reasons.map((reason) => ({ ...reason, weight: (score * reason.weight) / seconds }));
      return [component, { score, reasons: scaled.sort((a, b) => b.weight - a.weight) }];
    }),
  );
}

/** Time in a callee that its own callees do not account for. */
function blameCallees(waits: readonly Waiting[], blamed: Map<string, Blame>): void {
  const below = new Map<string, number>();
  for (const { edge, total } of waits) below.set(edge.caller, (below.get(edge.caller) ?? 0) + total);
  for (const component of new Set(waits.map(({ edge }) => edge.callee))) {
    const into = waits.filter(({ edge }) => edge.callee === component);
    const served = into.reduce((sum, wait) => sum + wait.served, 0);
    const self = Math.max(0, served - (below.get(component) ?? 0));
    for (const wait of into) {
      if (wait.served > 0) blame(blamed, component, wait, (self * wait.served) / served, 'is spent in it');
    }
  }
}

/**
 * Time between two ends belongs to the end whose network is slow. A slow callee shows on the other calls to it, a slow
 * caller on all that it makes and on all that are made to it.
 */
function blameNetworks(
  edges: readonly EdgeObservation[],
  waits: readonly Waiting[],
  blamed: Map<string, Blame>,
): void {
  for (const wait of waits) {
    const { caller, callee } = wait.edge;
    if (wait.between <= 0) continue;
    const least = perCall(wait) / 2;
    const ofCallee = affectedShare(edges, waits, least, (edge) => edge.callee === callee) ?? 0;
    const made = affectedShare(edges, waits, least, (edge) => edge.caller === caller) ?? 0;
    const received = affectedShare(edges, waits, least, (edge) => edge.callee === caller) ?? 1;
    const part = ofCallee / (ofCallee + Math.min(made, received));
    blame(blamed, callee, wait, wait.between * part, 'is spent on the way');
    blame(blamed, caller, wait, wait.between * (1 - part), 'is spent on the way');
  }
}

/** Which share of the chosen calls take at least that much longer on the way; undefined for none. */
function affectedShare(
  edges: readonly EdgeObservation[],
  waits: readonly Waiting[],
  leastSeconds: number,
  isChosen: (edge: EdgeObservation) => boolean,
): number | undefined {
  const calls = (chosen: readonly EdgeObservation[]) => chosen.reduce((sum, { now }) => sum + now.calls, 0);
  const all = calls(edges.filter(isChosen));
  const slow = waits.filter((wait) => isChosen(wait.edge) && perCall(wait) >= leastSeconds);
  return all > 0 ? calls(slow.map(({ edge }) => edge)) / all : undefined;
}

const perCall = ({ edge, between }: Waiting): number => between / edge.now.calls;

function blame(
  blamed: Map<string, Blame>,
  component: string,
  wait: Waiting,
  seconds: number,
  where: string,
): void {
  if (!(seconds > 0)) return;
  const known = blamed.get(component) ?? { seconds: 0, nats: 0, most: 0, reasons: [] };
  const { caller, callee } = wait.edge;
  const [usual, now] = [formatValue(wait.from, 'seconds'), formatValue(wait.to, 'seconds')];
  const text = `${caller} waits ${now} for ${callee} instead of ${usual}, and that ${where}`;
  known.seconds += seconds;
  if (seconds > known.most) {
    known.most = seconds;
    known.nats = surprise(independent(wait.slowBefore), independent(wait.slowNow));
  }
  known.reasons.push({ kind: 'edge', name: `${caller} → ${callee}`, text, weight: seconds });
  blamed.set(component, known);
}
