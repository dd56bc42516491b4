/** What is wrong with one service: its abnormal signals, weighed by how much they hurt those who call it. */
import type { Anomaly, SignalKind } from './anomaly.js';

export interface ServiceState {
  readonly service: string;
  /** One entry per signal that could be judged; empty when nothing could be measured. */
  readonly signals: readonly { readonly signal: SignalKind; readonly anomaly: Anomaly }[];
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
/** What is over is less likely to be what hurts now. */
const RECOVERED_WEIGHT = 0.6;

/** What the ranking needs to know about one service. */
export interface State {
  readonly service: string;
  readonly isMeasured: boolean;
  /** Errors, latency, saturation and other signals that are abnormal, strongest first. */
  readonly symptoms: readonly Symptom[];
  /** Traffic that is abnormal. */
  readonly traffic: Anomaly | null;
  /** Traffic at its highest, or now when it is as usual, over the usual traffic; 1 when unknown. */
  readonly trafficRatio: number;
  /** 0–1: all symptoms together. */
  readonly strength: number;
  readonly onset: number | null;
}

export interface Symptom {
  readonly signal: SignalKind;
  readonly anomaly: Anomaly;
  readonly strength: number;
}

export function describeState({ service, signals }: ServiceState): State {
  const abnormal = signals.filter(({ anomaly }) => anomaly.isAnomalous);
  const traffic = abnormal.find(({ signal }) => signal === 'requests')?.anomaly ?? null;
  const symptoms = abnormal
    .filter((entry) => SYMPTOM_WEIGHT[entry.signal] > 0 || isSilent(entry))
    .map(({ signal, anomaly }) => ({ signal, anomaly, strength: strengthOf(signal, anomaly) }))
    .sort((a, b) => b.strength - a.strength);
  const onsets = symptoms.map(({ anomaly }) => anomaly.onset).filter((onset) => onset !== null);
  const requests = signals.find(({ signal }) => signal === 'requests')?.anomaly;
  const [reached, usual] = [requests?.peak ?? requests?.current ?? 0, requests?.baseline ?? 0];
  return {
    service,
    isMeasured: signals.some(({ anomaly }) => anomaly.baseline !== null),
    symptoms,
    traffic,
    trafficRatio: usual > 0 ? reached / usual : 1,
    strength: 1 - symptoms.reduce((rest, symptom) => rest * (1 - symptom.strength), 1),
    onset: onsets.length > 0 ? Math.min(...onsets) : (traffic?.onset ?? null),
  };
}

function strengthOf(signal: SignalKind, anomaly: Anomaly): number {
  const silent = isSilent({ signal, anomaly });
  const weight = silent ? 1 : SYMPTOM_WEIGHT[signal];
  const duration = anomaly.isOngoing || silent ? 1 : RECOVERED_WEIGHT;
  return weight * duration * saturate(anomaly.score);
}

/** A score without an upper end → 0–1. */
export function saturate(score: number): number {
  return score / (score + HALF_STRENGTH_SCORE);
}

/** A service that no longer reports has broken down, whatever else is known. */
export function isSilent({ signal, anomaly }: { signal: SignalKind; anomaly: Anomaly }): boolean {
  return signal === 'requests' && anomaly.isAnomalous && anomaly.hasStopped;
}
