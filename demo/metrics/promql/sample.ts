/** The values that flow through the evaluator at one instant. */
import { METRIC_NAME, dropLabels, type LabelSet } from '../label-set.js';
import { PromqlError } from './promql-error.js';

export interface Sample {
  readonly labels: LabelSet;
  readonly value: number;
}
/** An instant vector. */
export type Vector = readonly Sample[];

const NAME_ONLY: ReadonlySet<string> = new Set([METRIC_NAME]);

/** The labels without the metric name, as every operation that changes the meaning of a value leaves them. */
export function dropName(labels: LabelSet): LabelSet {
  return labels.values.has(METRIC_NAME) ? dropLabels(labels, NAME_ONLY) : labels;
}

/** Returns the vector, or throws when two samples have the same labels. */
export function assertUnique(vector: Vector): Vector {
  if (vector.length > 1 && new Set(vector.map(({ labels }) => labels.key)).size < vector.length) {
    throw new PromqlError('execution', 'vector cannot contain metrics with the same labelset');
  }
  return vector;
}
