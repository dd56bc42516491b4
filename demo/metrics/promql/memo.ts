/**
 * Remembers what an expression derives from a label set. A range query asks for the same derivation at every step; label
 * sets and expressions are immutable values, so weak references to both are all the bookkeeping there is.
 */
import type { LabelSet } from '../label-set.js';

export type Memo<T> = (expr: object, from: LabelSet, compute: () => T) => T;

export function createMemo<T extends LabelSet | string>(): Memo<T> {
  const byExpr = new WeakMap<object, WeakMap<LabelSet, T>>();
  return (expr, from, compute) => {
    let known = byExpr.get(expr);
    if (known === undefined) byExpr.set(expr, (known = new WeakMap()));
    const value = known.get(from);
    if (value !== undefined) return value;
    const computed = compute();
    known.set(from, computed);
    return computed;
  };
}

/** The derivations that the evaluator remembers. */
export interface Memos {
  readonly labels: Memo<LabelSet>;
  readonly text: Memo<string>;
}

export function createMemos(): Memos {
  return { labels: createMemo<LabelSet>(), text: createMemo<string>() };
}
