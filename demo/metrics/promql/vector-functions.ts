/** Functions from one value to one value; the evaluator applies them to every sample and drops the metric's name. */

import { maxOf, minOf } from './numbers.js';

/** `params` are the scalar arguments after the vector. */
export type ValueFunction = (value: number, params: readonly number[]) => number;

/** The function of that name; undefined when it is not one of these. */
export function valueFunction(name: string): ValueFunction | undefined {
  return VALUE_FUNCTIONS.get(name);
}

const VALUE_FUNCTIONS: ReadonlyMap<string, ValueFunction> = new Map<string, ValueFunction>([
  ['abs', (value) => Math.abs(value)],
  ['ceil', (value) => Math.ceil(value)],
  ['floor', (value) => Math.floor(value)],
  ['sqrt', (value) => Math.sqrt(value)],
  ['exp', (value) => Math.exp(value)],
  ['ln', (value) => Math.log(value)],
  ['log2', (value) => Math.log2(value)],
  ['log10', (value) => Math.log10(value)],
  ['sgn', (value) => (value > 0 ? 1 : value < 0 ? -1 : value)],
  ['round', (value, [nearest = 1]) => Math.floor(value * (1 / nearest) + 0.5) / (1 / nearest)],
  ['clamp', (value, [min = NaN, max = NaN]) => maxOf(min, minOf(max, value))],
  ['clamp_min', (value, [min = NaN]) => maxOf(min, value)],
  ['clamp_max', (value, [max = NaN]) => minOf(max, value)],
]);
