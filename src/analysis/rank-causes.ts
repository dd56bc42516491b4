/**
 * Where the trouble most likely started. Symptoms flow from callee to caller, so the deepest service that misbehaves
 * explains its callers – unless its own trouble is only a consequence, as when a caller floods it.
 */
import type { Anomaly, SignalKind } from './anomaly.js';
import { buildCallGraph } from './call-graph.js';
import type { Suspect } from './findings.js';
import { formatDuration, formatList, formatTime, formatValue } from './format-value.js';
import {
  accountsForService,
  explainedByCallees,
  floodingCallers,
  isOverloaded,
  type Context,
  type PrecedingChange,
  type RankQuestion,
} from './propagation.js';
import {
  describeState,
  isSilent,
  saturate,
  type ServiceState,
  type State,
  type Symptom,
} from './symptoms.js';

/** A suspect before the observations that speak for it are known. */
export interface RankedCause extends Omit<Suspect, 'observations'> {
  /** Signals that speak for it, strongest first. */
  readonly signals: readonly SignalKind[];
}

/** Most of a symptom that a callee explains belongs to the callee; the rest stays, because graphs and clocks err. */
const EXPLAINED_SHARE = 0.85;
/** What is left to a flooded service, and what goes to the caller that floods it. */
const FLOODED_SHARE = 0.35;
const FLOODING_SHARE = 0.8;
/** Traffic alone breaks nothing; it is only suspected when nothing else is. */
const TRAFFIC_ONLY_WEIGHT = 0.3;
/** A service that cannot be measured is suspected only through its change. */
const UNMEASURED_CHANGE_WEIGHT = 0.5;
const CHANGE_GAIN = 0.5;
/** Weight of "something that nobody measures"; keeps the confidence of weak suspects low. */
const ELSEWHERE = 0.12;
const MAX_CONFIDENCE = 0.97;
const MIN_CONFIDENCE = 0.03;
const MAX_SUSPECTS = 5;

/** Suspects, most likely first, ties by name. Empty when nothing is abnormal. */
export function rankCauses(question: RankQuestion): readonly RankedCause[] {
  const graph = buildCallGraph(question.edges);
  const states = ignoreBlackout(question.services).map((service) => describeState(service));
  const byName = new Map(states.map((state) => [state.service, state]));
  const context: Context = { question, graph, byName };
  const misbehaving = states.filter((state) => state.strength > 0);
  const candidates =
    misbehaving.length > 0
      ? scoreMisbehaving(misbehaving, context)
      : scoreTraffic(
          states.filter((state) => state.traffic !== null),
          context,
        );
  return toSuspects(candidates, context);
}

/** Several services falling silent together is the monitoring going blind, not all of them breaking at once. */
function ignoreBlackout(services: readonly ServiceState[]): readonly ServiceState[] {
  const withTraffic = services.filter(({ signals }) => signals.some(({ signal }) => signal === 'requests'));
  if (withTraffic.length < 2 || !withTraffic.every(({ signals }) => signals.some(isSilent))) return services;
  return services.map(({ service, signals }) => ({
    service,
    signals: signals.filter((entry) => !isSilent(entry)),
  }));
}

interface Candidate {
  readonly state: State;
  score: number;
  readonly reasons: Reason[];
}

/** Words with how much they tell, 0–1: people and models read the first few. */
interface Reason {
  readonly text: string;
  readonly weight: number;
}

function scoreMisbehaving(misbehaving: readonly State[], context: Context): Candidate[] {
  const candidates = new Map<string, Candidate>();
  const first = Math.min(...misbehaving.map((state) => state.onset ?? Infinity));
  for (const state of misbehaving) {
    const reasons = state.symptoms.map((symptom, index) => ({
      text: describeSymptom(symptom),
      weight: index === 0 ? 1 : 0.5,
    }));
    const explained = explainedByCallees(state, context);
    if (explained.share > 0.5 && explained.by.length > 0) {
      const verb = explained.by.length === 1 ? 'explains' : 'explain';
      reasons.push({
        text: `but ${formatList(explained.by)}, which it calls, ${verb} most of that`,
        weight: 0.9,
      });
    }
    const affected = misbehaving.filter(
      (other) => other !== state && context.graph.calleesWithin(other.service).has(state.service),
    );
    const coverage = coveredBy(state, affected, misbehaving, context.question.toleranceSeconds);
    if (affected.length > 0) {
      const names = formatList(affected.map((other) => other.service));
      const verbs = affected.length === 1 ? 'depends on it and suffers' : 'depend on it and suffer';
      reasons.push({ text: `${names} ${verbs} too`, weight: 0.7 });
    }
    const lag = Math.max(0, (state.onset ?? first) - first);
    const earliness = 1 / (1 + lag / (2 * context.question.toleranceSeconds + 1));
    const own = state.strength * (1 - EXPLAINED_SHARE * explained.share);
    candidates.set(state.service, {
      state,
      score: own * (0.4 + 0.45 * coverage + 0.15 * earliness),
      reasons,
    });
  }
  blameTraffic(candidates, context);
  creditChanges(candidates, context);
  return [...candidates.values()];
}

/** Share 0–1 of everything wrong elsewhere that this service's symptoms account for; 1 when nothing is. */
function coveredBy(
  state: State,
  affected: readonly State[],
  misbehaving: readonly State[],
  toleranceSeconds: number,
): number {
  const sum = (states: readonly State[], weigh: (other: State) => number) =>
    states.reduce((total, other) => total + other.strength * weigh(other), 0);
  const elsewhere = sum(misbehaving, (other) => (other === state ? 0 : 1));
  if (elsewhere === 0) return 1;
  return sum(affected, (other) => accountsForService([state], other, toleranceSeconds)) / elsewhere;
}

function blameTraffic(candidates: Map<string, Candidate>, context: Context): void {
  const { toleranceSeconds } = context.question;
  for (const candidate of Array.from(candidates.values())) {
    const { state } = candidate;
    if (!isOverloaded(state, toleranceSeconds) || state.traffic === null) continue;
    const traffic = describeTraffic(state.traffic);
    const flooding = floodingCallers(state, context);
    if (flooding.length === 0) {
      const text = `its traffic ${traffic}, so it is overloaded rather than broken`;
      candidate.reasons.push({ text, weight: 0.95 });
      continue;
    }
    for (const caller of flooding) {
      const text = `it floods ${state.service}, whose traffic ${traffic} while its own did not`;
      const reason = { text, weight: 0.95 };
      const existing = candidates.get(caller.service);
      const score = FLOODING_SHARE * state.strength;
      if (existing) existing.reasons.push(reason);
      else candidates.set(caller.service, { state: caller, score, reasons: [reason] });
      if (existing) existing.score = Math.max(existing.score, score);
    }
    const names = formatList(flooding.map((caller) => caller.service));
    candidate.reasons.push({ text: `but ${names} sends it far more than usual`, weight: 0.9 });
    candidate.score *= FLOODED_SHARE;
  }
}

function creditChanges(candidates: Map<string, Candidate>, { question, graph, byName }: Context): void {
  for (const change of bestPerService(question.changes)) {
    const text = `it was changed ${change.reason}`;
    const weight = 0.4 + 0.4 * change.score;
    const candidate = candidates.get(change.service);
    if (candidate) {
      candidate.score = Math.min(1, candidate.score * (1 + CHANGE_GAIN * change.score));
      candidate.reasons.push({ text, weight });
      continue;
    }
    const callers = [...graph.callersWithin(change.service).keys()].filter((name) => candidates.has(name));
    if (byName.get(change.service)?.isMeasured === true || callers.length === 0) continue;
    const verb = callers.length === 1 ? 'depends' : 'depend';
    candidates.set(change.service, {
      state: describeState({ service: change.service, signals: [] }),
      score: UNMEASURED_CHANGE_WEIGHT * change.score,
      reasons: [
        { text, weight },
        { text: `${formatList(callers)} ${verb} on it, and nothing is measured there`, weight: 0.3 },
      ],
    });
  }
}

/** Ten deploys of one service are no better an explanation than the best of them. */
function bestPerService(changes: readonly PrecedingChange[]): readonly PrecedingChange[] {
  const best = new Map<string, PrecedingChange>();
  for (const change of changes) {
    if (change.score > (best.get(change.service)?.score ?? 0)) best.set(change.service, change);
  }
  return [...best.values()];
}

/** With traffic alone abnormal: where it enters, because what is further in only gets less or more of the same. */
function scoreTraffic(states: readonly State[], { graph, question }: Context): Candidate[] {
  const names = new Set(states.map((state) => state.service));
  const entries = states.filter(
    (state) => ![...graph.callersWithin(state.service).keys()].some((name) => names.has(name)),
  );
  return entries.flatMap((state) => {
    if (state.traffic === null) return [];
    const change = bestPerService(question.changes).find(({ service }) => service === state.service);
    const text = `its traffic ${describeTraffic(state.traffic)}; nothing else is abnormal`;
    const reasons = [{ text, weight: 1 }];
    if (change) reasons.push({ text: `it was changed ${change.reason}`, weight: 0.5 });
    const base = TRAFFIC_ONLY_WEIGHT * saturate(state.traffic.score);
    return [{ state, score: base * (1 + CHANGE_GAIN * (change?.score ?? 0)), reasons }];
  });
}

function toSuspects(candidates: readonly Candidate[], { question }: Context): readonly RankedCause[] {
  // Squared, so that a clear leader is trusted and several equals are not.
  const total = candidates.reduce((sum, { score }) => sum + score * score, 0) + ELSEWHERE;
  const first = Math.min(...candidates.map(({ state }) => state.onset ?? Infinity));
  return candidates
    .map(({ state, score, reasons }) => ({
      service: state.service,
      confidence: Math.min(MAX_CONFIDENCE, Math.round(((score * score) / total) * 100) / 100),
      reasons: [...reasons, ...describeDelay(state.onset, first, question.toleranceSeconds)]
        .sort((a, b) => b.weight - a.weight)
        .map(({ text }) => text),
      onset: state.onset,
      signals: state.symptoms.map(({ signal }) => signal),
    }))
    .filter(({ confidence }) => confidence >= MIN_CONFIDENCE)
    .sort((a, b) => b.confidence - a.confidence || (a.service < b.service ? -1 : 1))
    .slice(0, MAX_SUSPECTS);
}

function describeDelay(onset: number | null, first: number, toleranceSeconds: number): readonly Reason[] {
  if (onset === null || onset - first <= toleranceSeconds) return [];
  return [{ text: `but it began ${formatDuration(Math.round(onset - first))} after the first`, weight: 0.6 }];
}

const SUBJECTS: Readonly<Record<SignalKind, string>> = {
  requests: 'traffic',
  errors: 'failing share',
  latency: 'latency',
  saturation: 'saturation',
  generic: 'a metric',
};

function describeSymptom({ signal, anomaly }: Symptom): string {
  if (isSilent({ signal, anomaly })) return `it stopped reporting (traffic ${anomaly.reason})`;
  return `its ${SUBJECTS[signal]} ${anomaly.reason}`;
}

function describeTraffic(traffic: Anomaly): string {
  const verb = traffic.direction === 'up' ? 'rose' : 'fell';
  const since = traffic.onset === null ? '' : ` at ${formatTime(traffic.onset)}`;
  const [usual, peak] = [
    formatValue(traffic.baseline, 'per_second'),
    formatValue(traffic.peak, 'per_second'),
  ];
  return `${verb} from ${usual} to ${peak}${since}`;
}
