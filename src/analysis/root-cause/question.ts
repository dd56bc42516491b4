/**
 * What the ranking of root causes is given and what it answers. Everything but the components is optional: the ranking uses
 * what is there. Times are Unix seconds.
 */
import type { Anomaly } from '../anomaly.js';
import type { SignalKind } from '../baseline.js';
import type { CallEdge } from '../call-graph.js';

export interface RootCauseQuestion {
  readonly components: readonly Component[];
  /** Who calls whom, as far as it is known; may be partial or wrong. */
  readonly calls: readonly CallEdge[];
  readonly metrics?: readonly MetricObservation[];
  readonly alerts?: readonly AlertObservation[];
  /** How often each alert fires in other incidents; without it rarity is judged within this one. */
  readonly alertHistory?: AlertHistory;
  readonly behaviours?: readonly BehaviourObservation[];
  readonly edges?: readonly EdgeObservation[];
  /** Whether the edges are of a few requests only: then they add to what metrics say, and do not replace it. */
  readonly edgesAreSampled?: boolean;
  readonly failures?: readonly FailureObservation[];
  readonly changes?: readonly ChangeObservation[];
  readonly objective?: Objective;
  /** How exactly the beginnings of departures are known, in seconds; two steps of the metrics when left out. */
  readonly toleranceSeconds?: number;
}

/** The objective that is violated, when it is known. */
export interface Objective {
  readonly component: string;
  readonly signal: SignalKind;
  /**
   * Whether its component may be the cause itself, as where any alert stands for the objective. Otherwise it is where users
   * come in: the symptom, never an answer.
   */
  readonly mayBeCause?: boolean;
}

export interface Component {
  readonly id: string;
  /** `service` for anything that is called by name: databases, queues and outside services too. */
  readonly kind: 'service' | 'instance' | 'host';
  /** The service that an instance belongs to. */
  readonly service?: string;
  /** The host that it runs on. */
  readonly host?: string;
}

/** One metric of one component, cut where the trouble was noticed. Non-finite values are gaps. */
export interface MetricObservation {
  readonly component: string;
  readonly name: string;
  readonly signal: SignalKind;
  /** Which way hurts; by default the signal says it. */
  readonly direction?: 'up' | 'down' | 'both';
  /** Values while all was well; need not be contiguous with what follows. */
  readonly usual: ArrayLike<number>;
  /** Values since then, with their times. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** What `detectAnomaly` said of the whole series, where that is known; judged from the values otherwise. */
  readonly judged?: Anomaly;
}

/** An alert that fired during the trouble. */
export interface AlertObservation {
  readonly component: string;
  /** What departed: a metric's or a rule's name. */
  readonly name: string;
  /** What it measures, when it is known; symptoms of callers are told by it. */
  readonly signal?: SignalKind;
  readonly direction: 'up' | 'down' | null;
  readonly at: number;
}

/** What is known of other incidents' alerts, without knowledge of their causes. */
export interface AlertHistory {
  /** How likely the alert fires in an incident at that time whatever its cause, above 0 and below 1. */
  probability(alert: AlertKey, at: number): number;
}

export type AlertKey = Pick<AlertObservation, 'component' | 'name' | 'direction'>;

/**
 * Something that a component does while it handles requests: a line that it logs, a call that it makes. Counted against the
 * runs in which it could have happened, so that more of the same requests is no change of behaviour.
 */
export interface BehaviourObservation {
  readonly component: string;
  readonly kind: 'log' | 'call';
  /** The log template, or the callee with its operation. */
  readonly name: string;
  /** What the runs are runs of; null when they are all requests of the component. */
  readonly operation: string | null;
  /** What the runs are called, in the plural; `requests` unless given. */
  readonly runsAre?: string;
  /** 0 for ordinary behaviour, 1 for warnings, 2 for errors. */
  readonly badness: 0 | 1 | 2;
  readonly usual: RunCount;
  readonly now: RunCount;
}

export interface RunCount {
  readonly runs: number;
  /** Runs in which it happened, at most `runs`. */
  readonly times: number;
}

/** Calls from one component to another. */
export interface EdgeObservation {
  readonly caller: string;
  readonly callee: string;
  readonly usual: EdgeSample;
  readonly now: EdgeSample;
}

/** Non-finite values are gaps. */
interface EdgeSample {
  /** Calls per second, or in all: in the same unit for all edges. */
  readonly calls: number;
  /** Seconds as the caller sees them: of single calls, or averages over time. */
  readonly latencies: ArrayLike<number>;
  /** Seconds as the callee sees them; the rest is spent between the two. Empty when only the caller is measured. */
  readonly served: ArrayLike<number>;
}

/**
 * Where requests through one component begin to fail, from traces that failed. Says nothing of how many fail; that is what
 * metrics are for.
 */
export interface FailureObservation {
  /** A component that the failed requests came through. */
  readonly through: string;
  /** Where nothing below failed any more; may be a name that is no component of the question. */
  readonly origin: string;
  /** Of the failed requests through it that were read, those that began to fail there. */
  readonly count: number;
  readonly of: number;
}

/** A change before the trouble, with its score 0–1 from `correlateChanges`. */
export interface ChangeObservation {
  readonly component: string;
  readonly score: number;
  /** Completes "it was changed …". */
  readonly reason: string;
}

export interface RankedComponent {
  readonly component: string;
  /** Larger is likelier; comparable within one answer only. */
  readonly score: number;
  /** 0–1: how likely the trouble began here. */
  readonly confidence: number;
  /** What speaks for it, strongest first. */
  readonly reasons: readonly Reason[];
}

export interface Reason {
  readonly kind: 'metric' | 'alert' | 'log' | 'edge' | 'change' | 'position';
  /** The metric, template, alert or edge. */
  readonly name: string;
  /** Without a subject: "its latency rose from 12 ms to 290 ms". */
  readonly text: string;
  readonly weight: number;
}

export interface RootCauses {
  /** Best first, equal scores by name; empty when the ranking abstains. */
  readonly ranked: readonly RankedComponent[];
  /** Why nothing is named; null when something is. */
  readonly abstention: string | null;
}
