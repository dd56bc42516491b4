/**
 * Where the trouble most likely began, from everything that was observed. Each kind of observation speaks for components by
 * itself, in nats of surprise that are added up, as if independent (naive Bayes). A violated objective that was measured
 * decides who may be named at all.
 */
import { buildCallGraph } from '../call-graph.js';
import { weighAlerts } from './alerts/alert-evidence.js';
import { weighBehaviours } from './behaviours/behaviour-evidence.js';
import { weighChanges } from './change-evidence.js';
import { confidences } from './confidence.js';
import { weighDepartures } from './metrics/departure-evidence.js';
import { weighEdges } from './waiting/edge-evidence.js';
import type { Evidence } from './evidence.js';
import { explainObjective } from './objective/explain-objective.js';
import { judgeMetrics } from './metrics/judge-metrics.js';
import { weighMissingCalls } from './behaviours/missing-calls-evidence.js';
import type { Context } from './symptoms/propagation.js';
import type { RankedComponent, Reason, RootCauseQuestion, RootCauses } from './question.js';
import { weighSaturation } from './metrics/saturation-evidence.js';
import { weighSymptoms } from './symptoms/symptom-evidence.js';

type Evidences = ReadonlyMap<string, Evidence>;

/** What a component that explains all of the violated objective counts, in nats: as much as an exhausted resource. */
const OBJECTIVE_WEIGHT = 20;
/** In nats, for a cause that nobody observes: a single weak sign is no answer to be sure of. */
const ELSEWHERE = 3;
/** A departure shows in the first sample after it, and clocks of scrapes differ by another. */
const STEPS_OF_TOLERANCE = 2;
const NONE: Evidences = new Map();

export function rankRootCauses(question: RootCauseQuestion): RootCauses {
  const shares = explainObjective(question);
  // Where nothing else can be the answer, the objective's own excess decides; otherwise it is one sign among others.
  const explained = question.objective?.mayBeCause === true ? undefined : shares;
  const context = contextOf(question);
  const total = addUp(
    [
      explained ? scale(explained, OBJECTIVE_WEIGHT) : weighSymptoms(context, shares ?? NONE),
      weighAlerts(question),
      weighEdges(question),
      weighSaturation(question, context),
      weighBehaviours(question, context),
      weighMissingCalls(question),
      weighDepartures(question),
      weighChanges(context),
    ],
    // The symptom is no cause of itself, and what does not contribute to it is another trouble.
    (component) =>
      question.objective?.mayBeCause === true ||
      (component !== question.objective?.component && explained?.has(component) !== false),
  );
  const found = [...total]
    .filter(([, { score }]) => score > 0)
    .sort(([nameA, a], [nameB, b]) => b.score - a.score || (nameA < nameB ? -1 : 1));
  const trust = confidences(
    found.map(([, { score }]) => score),
    ELSEWHERE,
  );
  const ranked = found.map(([component, { score, reasons }], index): RankedComponent => ({
    component,
    score,
    confidence: trust[index] ?? 0,
    reasons: [...reasons].sort((a, b) => b.weight - a.weight),
  }));
  return { ranked, abstention: ranked.length > 0 ? null : whyNothing(question) };
}

function contextOf(question: RootCauseQuestion): Context {
  return {
    graph: buildCallGraph(question.calls),
    states: judgeMetrics(question),
    changes: question.changes ?? [],
    failures: question.failures ?? [],
    toleranceSeconds: question.toleranceSeconds ?? STEPS_OF_TOLERANCE * stepOf(question),
  };
}

/** Seconds between samples of the first metric that has several; 0 without one. */
function stepOf({ metrics = [] }: RootCauseQuestion): number {
  const times = metrics.find((metric) => metric.times.length > 1)?.times ?? [];
  return times.length > 1 ? ((times[times.length - 1] ?? 0) - (times[0] ?? 0)) / (times.length - 1) : 0;
}

function addUp(kinds: readonly Evidences[], isCandidate: (component: string) => boolean): Evidences {
  const total = new Map<string, Evidence>();
  for (const [component, { score, reasons }] of kinds.flatMap((evidence) => [...evidence])) {
    if (!isCandidate(component)) continue;
    const known = total.get(component);
    total.set(component, {
      score: (known?.score ?? 0) + score,
      reasons: sayOnce([...(known?.reasons ?? []), ...reasons]),
    });
  }
  return total;
}

/** What two kinds of observation say in the same words counts for both and is said once. */
function sayOnce(reasons: readonly Reason[]): readonly Reason[] {
  const byText = new Map<string, Reason>();
  for (const reason of reasons) {
    const weight = reason.weight + (byText.get(reason.text)?.weight ?? 0);
    byText.set(reason.text, { ...reason, weight });
  }
  return [...byText.values()];
}

function scale(evidence: Evidences, factor: number): Evidences {
  return new Map(
    [...evidence].map(([component, { score, reasons }]) => [
      component,
      {
        score: factor * score,
        reasons: reasons.map((reason) => ({ ...reason, weight: factor * reason.weight })),
      },
    ]),
  );
}

function whyNothing({ objective }: RootCauseQuestion): string {
  return objective
    ? `nothing that ${objective.component} depends on explains what it suffers`
    : 'nothing that was observed is out of the ordinary';
}
