/** What the product said and did about one scene, in short. */
import type { IncidentView } from '../../../src/workflows/reading/incident-view.js';
import type { Outcome } from '../world/investigate-scene.js';
import { runbooksNamed } from './runbooks-named.js';

/** What was said and done, short enough to be read in a report. */
export interface Said {
  readonly causes: readonly (string | null)[];
  readonly confidence: number | null;
  readonly mechanism: string;
  readonly runbooks: readonly string[];
  /** Names of endpoints. */
  readonly proposals: readonly string[];
  readonly by: 'model' | 'rules';
  readonly note: string | null;
}

export interface RunResult extends Outcome {
  /** Bodies of the requests to the model. */
  readonly prompts: readonly string[];
}

export function whatWasSaid(views: readonly IncidentView[]): Said {
  const analyses = views.flatMap(({ analysis }) => analysis ?? []);
  const proposals = views.flatMap((view) => view.proposals);
  const endpoints = proposals.map(({ proposal }) => nameOf(proposal));
  return {
    causes: analyses.map(({ report }) => report.cause?.service ?? null),
    confidence: analyses[0]?.report.cause?.confidence ?? null,
    mechanism: analyses
      .map(({ report }) => [report.cause?.component ?? '', report.cause?.mechanism ?? ''].join(' '))
      .join(' '),
    runbooks: [...new Set(views.flatMap(runbooksNamed))],
    proposals: [...new Set(endpoints)],
    by: analyses.some(({ by }) => by === 'model') ? 'model' : 'rules',
    note: analyses.find(({ note }) => note !== null)?.note ?? null,
  };
}

/** Every proposal here calls an endpoint. */
function nameOf({ action, arguments: { endpoint } }: IncidentView['proposals'][number]['proposal']): string {
  return typeof endpoint === 'string' ? endpoint : action;
}
