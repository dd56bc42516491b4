/** label_replace: writes a label from what a regular expression finds in another. */
import { labelSetOf, type LabelSet } from '../label-set.js';
import { compileAnchored } from '../matcher.js';
import type { Memos } from './memo.js';
import { PromqlError } from './promql-error.js';
import { assertUnique, type Vector } from './sample.js';

/** Arguments as in PromQL: destination, replacement, source, pattern. */
export type LabelReplacement = readonly [
  destination: string,
  replacement: string,
  source: string,
  pattern: string,
];

/** Applies the replacement to every sample whose source label matches; the others stay as they are. */
export function labelReplace(
  expr: object,
  memos: Memos,
  vector: Vector,
  replacement: LabelReplacement,
): Vector {
  const [destination, template, source, pattern] = replacement;
  const expression = compile(pattern);
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(destination)) {
    throw new PromqlError('execution', `invalid destination label name in label_replace(): ${destination}`);
  }
  const rewrite = (labels: LabelSet): LabelSet => {
    const match = expression.exec(labels.values.get(source) ?? '');
    return match === null ? labels : labelSetOf([...labels.values, [destination, expand(template, match)]]);
  };
  return assertUnique(
    vector.map(({ labels, value }) => ({ labels: memos.labels(expr, labels, () => rewrite(labels)), value })),
  );
}

function compile(pattern: string): RegExp {
  try {
    return compileAnchored(pattern);
  } catch (cause) {
    const message = `invalid regular expression in label_replace(): ${pattern}`;
    throw new PromqlError('execution', message, { cause });
  }
}

/** Go's template syntax: `$1`, `${name}`, `$$`; a group that does not exist is empty. */
function expand(template: string, match: RegExpExecArray): string {
  return template.replace(
    /\$(?:(\$)|(\w+)|\{(\w+)\})/g,
    (_, dollar?: string, bare?: string, braced?: string) => {
      if (dollar !== undefined) return '$';
      const group = bare ?? braced ?? '';
      return (/^\d+$/.test(group) ? match[Number(group)] : match.groups?.[group]) ?? '';
    },
  );
}
