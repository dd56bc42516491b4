/** Operations between two instant vectors: pairs their samples by labels, as `on`, `ignoring` and `group_` say. */
import {
  dropLabels,
  formatLabelSet,
  keepLabels,
  labelSetOf,
  METRIC_NAME,
  type LabelSet,
} from '../label-set.js';
import { isComparison, type ArithmeticOperator, type Binary, type ComparisonOperator } from './ast.js';
import type { Memos } from './memo.js';
import { applyOperator } from './operators.js';
import { PromqlError } from './promql-error.js';
import { assertUnique, dropName, type Sample, type Vector } from './sample.js';

/** and, or, unless. */
export function combineSets(expr: Binary, memos: Memos, left: Vector, right: Vector): Vector {
  const signature = (sample: Sample) => matchSignature(expr, memos, sample.labels);
  if (expr.operator === 'or') {
    const known = new Set(left.map(signature));
    return [...left, ...right.filter((sample) => !known.has(signature(sample)))];
  }
  const others = new Set(right.map(signature));
  return left.filter((sample) => others.has(signature(sample)) === (expr.operator === 'and'));
}

/** Arithmetic and comparisons, one to one or many to one. */
export function combineVectors(
  expr: Binary & { operator: ArithmeticOperator | ComparisonOperator },
  memos: Memos,
  left: Vector,
  right: Vector,
): Vector {
  if (left.length === 0 || right.length === 0) return [];
  const isSwapped = expr.matching.group === 'right';
  const [many, one] = isSwapped ? [right, left] : [left, right];
  const partners = indexOneSide(expr, memos, one);
  const taken = new Map<string, Set<string>>();
  const result: Sample[] = [];
  for (const sample of many) {
    const signature = matchSignature(expr, memos, sample.labels);
    const partner = partners.get(signature);
    if (partner === undefined) continue;
    const outcome = isSwapped
      ? applyOperator(expr.operator, partner.value, sample.value)
      : applyOperator(expr.operator, sample.value, partner.value);
    if (!outcome.keeps && !expr.returnsBool) continue;
    const labels = resultLabels(expr, memos, sample.labels, partner.labels);
    claimMatch(expr, taken, signature, labels);
    result.push({ labels, value: expr.returnsBool ? Number(outcome.keeps) : outcome.value });
  }
  return assertUnique(result);
}

function matchSignature(expr: Binary, memos: Memos, labels: LabelSet): string {
  const { isOn, labels: names } = expr.matching;
  return memos.text(expr.matching, labels, () =>
    isOn ? keepLabels(labels, names).key : dropLabels(labels, new Set([...names, METRIC_NAME])).key,
  );
}

function indexOneSide(expr: Binary, memos: Memos, one: Vector): Map<string, Sample> {
  const partners = new Map<string, Sample>();
  for (const sample of one) {
    const signature = matchSignature(expr, memos, sample.labels);
    const other = partners.get(signature);
    if (other !== undefined) {
      const side = expr.matching.group === 'right' ? 'left' : 'right';
      const { isOn, labels: names } = expr.matching;
      const group = isOn
        ? keepLabels(sample.labels, names)
        : dropLabels(sample.labels, new Set([...names, METRIC_NAME]));
      throw new PromqlError(
        'execution',
        `found duplicate series for the match group ${formatLabelSet(group)} on the ${side} hand-side of the operation: ` +
          `[${formatLabelSet(sample.labels)}, ${formatLabelSet(other.labels)}]` +
          ';many-to-many matching not allowed: matching labels must be unique on one side',
      );
    }
    partners.set(signature, sample);
  }
  return partners;
}

function claimMatch(
  expr: Binary,
  taken: Map<string, Set<string>>,
  signature: string,
  labels: LabelSet,
): void {
  const claimed = taken.get(signature);
  if (claimed === undefined) {
    taken.set(signature, new Set([labels.key]));
  } else if (expr.matching.group === undefined) {
    const advice = 'many-to-one matching must be explicit (group_left/group_right)';
    throw new PromqlError('execution', `multiple matches for labels: ${advice}`);
  } else if (claimed.has(labels.key)) {
    throw new PromqlError(
      'execution',
      'multiple matches for labels: grouping labels must ensure unique matches',
    );
  } else {
    claimed.add(labels.key);
  }
}

function resultLabels(expr: Binary, memos: Memos, many: LabelSet, one: LabelSet): LabelSet {
  const compute = () => buildResultLabels(expr, many, one);
  // With included labels the result depends on both sides; the pair is not remembered.
  return expr.matching.include.length === 0 ? memos.labels(expr, many, compute) : compute();
}

function buildResultLabels(expr: Binary, many: LabelSet, one: LabelSet): LabelSet {
  const { isOn, labels: names, group, include } = expr.matching;
  let labels = isComparison(expr.operator) ? many : dropName(many);
  if (group === undefined) labels = isOn ? keepLabels(labels, names) : dropLabels(labels, names);
  if (include.length > 0) {
    const included = include.map((name): [string, string] => [name, one.values.get(name) ?? '']);
    labels = labelSetOf([...labels.values, ...included]);
  }
  return expr.returnsBool ? dropName(labels) : labels;
}
