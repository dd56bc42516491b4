/** Which functions the evaluator knows and what they take. */
import type { ValueType } from './ast.js';

export interface Signature {
  readonly args: readonly ValueType[];
  /** How many of the last arguments may be left out. */
  readonly optional: number;
}

const OVER_TIME = ['avg', 'min', 'max', 'sum', 'count', 'last', 'present', 'stddev', 'stdvar'];
const OF_RANGE = [
  'rate',
  'irate',
  'increase',
  'delta',
  'idelta',
  'deriv',
  'changes',
  'resets',
  'absent_over_time',
];
const OF_VECTOR = ['abs', 'ceil', 'floor', 'sqrt', 'exp', 'ln', 'log2', 'log10', 'sgn'];
const ON_VECTOR = ['absent', 'scalar', 'sort', 'sort_desc', 'timestamp'];

const SIGNATURES: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ...[...OF_RANGE, ...OVER_TIME.map((name) => `${name}_over_time`)].map((name) => takes(name, ['matrix'])),
  ...[...OF_VECTOR, ...ON_VECTOR].map((name) => takes(name, ['vector'])),
  takes('quantile_over_time', ['scalar', 'matrix']),
  takes('predict_linear', ['matrix', 'scalar']),
  takes('histogram_quantile', ['scalar', 'vector']),
  takes('round', ['vector', 'scalar'], 1),
  takes('clamp', ['vector', 'scalar', 'scalar']),
  takes('clamp_min', ['vector', 'scalar']),
  takes('clamp_max', ['vector', 'scalar']),
  takes('label_replace', ['vector', 'string', 'string', 'string', 'string']),
  takes('vector', ['scalar']),
  takes('time', []),
]);

/** What a function takes; undefined when the evaluator does not know it. */
export function signatureOf(name: string): Signature | undefined {
  return SIGNATURES.get(name);
}

function takes(name: string, args: readonly ValueType[], optional = 0): [string, Signature] {
  return [name, { args, optional }];
}
