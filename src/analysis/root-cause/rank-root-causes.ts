/**
 * Where the trouble most likely began, from everything that was observed. Each kind of observation speaks for components by
 * itself; their words are added up.
 */
import { weighAlerts } from './alert-evidence.js';
import { weighBehaviours } from './behaviour-evidence.js';
import { confidences } from './confidence.js';
import { weighDepartures } from './departure-evidence.js';
import { weighEdges } from './edge-evidence.js';
import type { Evidence } from './evidence.js';
import { explainObjective } from './explain-objective.js';
import { weighMissingCalls } from './missing-calls-evidence.js';
import type { RankedComponent, RootCauseQuestion, RootCauses } from './question.js';
import { weighSaturation } from './saturation-evidence.js';
import { weighSelfExcess } from './self-excess-evidence.js';

/** What a component that explains all of the violated objective counts, in nats: as much as several rare alerts. */
const OBJECTIVE_WEIGHT = 20;
/** In nats: a single weak sign is no answer to be sure of. */
const ELSEWHERE = 3;

export function rankRootCauses(question: RootCauseQuestion): RootCauses {
  const explained = explainObjective(question);
  const kinds: readonly (readonly [weight: number, evidence: ReadonlyMap<string, Evidence>])[] = [
    [OBJECTIVE_WEIGHT, explained ?? new Map<string, Evidence>()],
    [1, weighAlerts(question)],
    [1, weighEdges(question)],
    [1, weighSaturation(question)],
    [1, weighBehaviours(question)],
    [1, weighMissingCalls(question)],
    [1, explained ? new Map<string, Evidence>() : weighSelfExcess(question)],
    [1, weighDepartures(question)],
  ];
  const total = new Map<string, Evidence>();
  for (const [weight, evidence] of kinds) {
    for (const [component, { score, reasons }] of evidence) {
      // The symptom is no cause of itself, and what does not contribute to it is another trouble.
      if (component === question.objective?.component || explained?.has(component) === false) continue;
      const known = total.get(component);
      total.set(component, {
        score: (known?.score ?? 0) + weight * score,
        reasons: [
          ...(known?.reasons ?? []),
          ...reasons.map((reason) => ({ ...reason, weight: weight * reason.weight })),
        ],
      });
    }
  }
  const found = [...total].sort(([nameA, a], [nameB, b]) => b.score - a.score || (nameA < nameB ? -1 : 1));
  const trust = confidences(
    found.map(([, { score }]) => score),
    ELSEWHERE,
  );
  const ranked: RankedComponent[] = found.map(([component, { score, reasons }], index) => ({
    component,
    score,
    confidence: trust[index] ?? 0,
    reasons: [...reasons].sort((a, b) => b.weight - a.weight),
  }));
  return { ranked, abstention: ranked.length > 0 ? null : whyNothing(question) };
}

function whyNothing({ objective }: RootCauseQuestion): string {
  return objective
    ? `nothing that ${objective.component} depends on explains what it suffers`
    : 'nothing that was observed is out of the ordinary';
}
