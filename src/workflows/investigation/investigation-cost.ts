import type { ModelCost } from '../../shared/model-cost.js';

/** What investigating an incident and answering questions about it have cost so far. */
export interface InvestigationCost extends ModelCost {
  /** Of all investigations together; questions are not counted. */
  readonly durationMs: number;
}
