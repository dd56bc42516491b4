/**
 * Where the trouble most likely began, from everything that was observed. Each kind of observation speaks for components by
 * itself, in nats of surprise that are added up, as if independent (naive Bayes). A violated objective that was measured
 * decides who may be named at all.
 */
import { weighAlerts } from './alert-evidence.js';
import { weighBehaviours } from './behaviour-evidence.js';
import { weighChanges } from './change-evidence.js';
import { confidences } from './confidence.js';
import { weighDepartures } from './departure-evidence.js';
import { weighEdges } from './edge-evidence.js';
import type { Evidence } from './evidence.js';
import { explainObjective } from './explain-objective.js';
import { weighMissingCalls } from './missing-calls-evidence.js';
import type { RankedComponent, RootCauseQuestion, RootCauses } from './question.js';
import { weighSaturation } from './saturation-evidence.js';
import { weighSelfExcess } from './self-excess-evidence.js';

type Evidences = ReadonlyMap<string, Evidence>;

/** What a component that explains all of the violated objective counts, in nats: as much as an exhausted resource. */
const OBJECTIVE_WEIGHT = 20;
/** In nats, for a cause that nobody observes: a single weak sign is no answer to be sure of. */
const ELSEWHERE = 3;
const NONE: Evidences = new Map();

export function rankRootCauses(question: RootCauseQuestion): RootCauses {
  const explained = explainObjective(question);
  const total = addUp(
    [
      scale(explained ?? NONE, OBJECTIVE_WEIGHT),
      explained ? NONE : weighSelfExcess(question),
      weighAlerts(question),
      weighEdges(question),
      weighSaturation(question),
      weighBehaviours(question),
      weighMissingCalls(question),
      weighDepartures(question),
      weighChanges(question),
    ],
    // The symptom is no cause of itself, and what does not contribute to it is another trouble.
    (component) => component !== question.objective?.component && explained?.has(component) !== false,
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

function addUp(kinds: readonly Evidences[], isCandidate: (component: string) => boolean): Evidences {
  const total = new Map<string, Evidence>();
  for (const [component, { score, reasons }] of kinds.flatMap((evidence) => [...evidence])) {
    if (!isCandidate(component)) continue;
    const known = total.get(component);
    total.set(component, {
      score: (known?.score ?? 0) + score,
      reasons: [...(known?.reasons ?? []), ...reasons],
    });
  }
  return total;
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
