/** The labels that absent() and absent_over_time() report: those that the selector fixes to one value. */
import { labelSetOf, METRIC_NAME, type LabelSet } from '../label-set.js';
import type { Expr } from './ast.js';

/** Labels of equality matchers; a label that is matched twice is left out. Empty for anything but a selector. */
export function absentLabels(expr: Expr): LabelSet {
  if (expr.kind === 'paren') return absentLabels(expr.expr);
  if (expr.kind !== 'selector') return labelSetOf([]);
  const labels = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, operator, value } of expr.matchers) {
    if (name === METRIC_NAME) continue;
    if (operator === '=' && !seen.has(name)) labels.set(name, value);
    else labels.delete(name);
    if (operator === '=') seen.add(name);
  }
  return labelSetOf(labels);
}
