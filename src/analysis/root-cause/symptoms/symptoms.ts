/** What is wrong with one component: its abnormal signals, weighed by how much they hurt those who call it. */
import type { Anomaly } from '../../anomaly.js';
import type { SignalKind } from '../../baseline.js';
import type { Reason } from '../question.js';

/** A metric that could be judged. */
export interface JudgedSignal {
  readonly signal: SignalKind;
  /** As people call it: "its latency". */
  readonly name: string;
  readonly anomaly: Anomaly;
}

/** A strength of one half is reached at this score; an anomaly starts at four. */
const HALF_STRENGTH_SCORE = 6;
/** How much each signal hurts callers; a full resource may well go unnoticed by them. */
const SYMPTOM_WEIGHT: Readonly<Record<SignalKind, number>> = {
  errors: 1,
  latency: 1,
  saturation: 0.7,
  generic: 0.6,
  requests: 0,
};
/**
 * More requests use more of a service and make it a little slower, in proportion; that is no trouble of its own. The margin
 * is for queues, which grow a little faster than what waits in them.
 */
const LOAD_MARGIN = 1.15;
/** From here on a resource is as good as used up, whatever uses it. */
const FULL = 0.9;
/** What is over is less likely to be what hurts now. */
const RECOVERED_WEIGHT = 0.6;

/** What the ranking needs to know about one component. */
export interface State {
  readonly component: string;
  readonly isMeasured: boolean;
  /** Errors, latency, saturation and other signals that are abnormal, strongest first. */
  readonly symptoms: readonly Symptom[];
  /** Names of signals that are abnormal only as far as traffic is. */
  readonly load: readonly string[];
  /** Traffic that is abnormal. */
  readonly traffic: Anomaly | null;
  /** Traffic at its highest, or now when it is as usual, over the usual traffic; 1 when unknown. */
  readonly trafficRatio: number;
  /** 0–1: all symptoms together. */
  readonly strength: number;
  readonly onset: number | null;
}

export interface Symptom extends JudgedSignal {
  /** 0–1. */
  readonly strength: number;
}

/** A component that may be where the trouble began, while it is being weighed. */
export interface Candidate {
  readonly state: State;
  /** 0–1. */
  score: number;
  /** With weights 0–1: people and models read the first few. */
  readonly reasons: Reason[];
}

/** `signals` is empty for a component of which nothing could be measured. */
export function describeState(component: string, signals: readonly JudgedSignal[]): State {
  const abnormal = signals.filter(({ anomaly }) => anomaly.isAnomalous);
  const traffic = abnormal.find(({ signal }) => signal === 'requests')?.anomaly ?? null;
  const requests = signals.find(({ signal }) => signal === 'requests')?.anomaly;
  const [reached, before] = [requests?.peak ?? requests?.current ?? 0, requests?.baseline ?? 0];
  const trafficRatio = before > 0 ? reached / before : 1;
  const slower = signals.find(({ signal }) => signal === 'latency')?.anomaly;
  const latencyRatio = Math.max(1, (slower?.peak ?? 0) / (slower?.baseline || Infinity));
  // What is in use is how much comes times how long each stays (Little's law).
  const expected = { latency: trafficRatio, saturation: trafficRatio * latencyRatio };
  const load = traffic?.direction === 'up' ? abnormal.filter((entry) => isLoad(entry, expected)) : [];
  const symptoms = abnormal
    .filter((entry) => SYMPTOM_WEIGHT[entry.signal] > 0 || isSilent(entry))
    .filter((entry) => !load.includes(entry))
    .map((judged) => ({ ...judged, strength: strengthOf(judged) }))
    .sort((a, b) => b.strength - a.strength);
  const onsets = symptoms.map(({ anomaly }) => anomaly.onset).filter((onset) => onset !== null);
  return {
    component,
    isMeasured: signals.some(({ anomaly }) => anomaly.baseline !== null),
    symptoms,
    load: load.map(({ name }) => name),
    traffic,
    trafficRatio,
    strength: 1 - symptoms.reduce((rest, symptom) => rest * (1 - symptom.strength), 1),
    onset: onsets.length > 0 ? Math.min(...onsets) : (traffic?.onset ?? null),
  };
}

/** Whether a signal rose no more than more traffic makes it rise; `expected` as multiples of the usual. */
function isLoad(
  { signal, anomaly }: Pick<JudgedSignal, 'signal' | 'anomaly'>,
  expected: Readonly<Record<'latency' | 'saturation', number>>,
): boolean {
  const { baseline, peak } = anomaly;
  if (signal !== 'saturation' && signal !== 'latency') return false;
  if (baseline === null || peak === null || (signal === 'saturation' && peak >= FULL)) return false;
  return peak <= baseline * expected[signal] * LOAD_MARGIN;
}

function strengthOf({ signal, anomaly }: Pick<JudgedSignal, 'signal' | 'anomaly'>): number {
  const silent = isSilent({ signal, anomaly });
  const weight = silent ? 1 : SYMPTOM_WEIGHT[signal];
  const duration = anomaly.isOngoing || silent ? 1 : RECOVERED_WEIGHT;
  return weight * duration * saturate(anomaly.score);
}

/** A score without an upper end → 0–1. */
export function saturate(score: number): number {
  return score / (score + HALF_STRENGTH_SCORE);
}

/** A component that no longer reports has broken down, whatever else is known. */
export function isSilent({ signal, anomaly }: Pick<JudgedSignal, 'signal' | 'anomaly'>): boolean {
  return signal === 'requests' && anomaly.isAnomalous && anomaly.hasStopped;
}

/** Without a subject: "its latency rose from 12 ms to 290 ms at 03:12:04 UTC". */
export function describeSymptom({ signal, name, anomaly }: JudgedSignal): string {
  return isSilent({ signal, anomaly })
    ? `it stopped reporting (${name} ${anomaly.reason})`
    : `its ${name} ${anomaly.reason}`;
}
