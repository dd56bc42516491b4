/** A judgement in words: what a most surprised view saw, with numbers, and how many others agree. */
import { formatValue, type Unit } from '../format-value.js';
import type { View } from './views.js';

/** A view this close to the most surprised one may speak in its stead. */
const ENOUGH = 0.5;

/** What one view found in the latest value. */
interface ViewFinding {
  readonly view: Pick<View, 'kind' | 'length'>;
  /** The view's number and the edge of its usual range on the side asked for. */
  readonly number: number;
  readonly edge: number;
  readonly isHigh: boolean;
  /** −log₁₀ of its chance; 0 inside the usual range. */
  readonly surprise: number;
}

/** Findings of all views that could judge; none means that too little has been seen. */
export function explain(findings: readonly ViewFinding[], value: number, unit: Unit): string {
  if (findings.length === 0) return 'too few values yet to know what is usual';
  const surprised = findings.filter(({ surprise }) => surprise > 0);
  if (surprised.length === 0) return 'as usual';
  const strongest = Math.max(...surprised.map(({ surprise }) => surprise));
  // Views come from the plainest to the most intricate; of two that say about as much, people want the plainer.
  const plainest = surprised.find(({ surprise }) => surprise >= ENOUGH * strongest) ?? surprised[0]!;
  return `${describe(plainest, value, unit)}; ${surprised.length} of ${findings.length} comparisons find it unusual`;
}

function describe({ view, number, edge, isHigh }: ViewFinding, value: number, unit: Unit): string {
  // Next to these numbers, 0.00001 is nothing.
  const least = Math.max(Math.abs(value), Math.abs(number), Math.abs(edge)) / 1000;
  const format = (amount: number) => formatValue(Math.abs(amount) < least ? 0 : amount, unit);
  const several = `the last ${view.length} values`;
  const isOne = view.length === 1;
  switch (view.kind) {
    case 'level': {
      const subject = isOne ? format(value) : `the mean ${format(number)} of ${several}`;
      return `${subject} is unusually ${isHigh ? 'high' : 'low'}, seldom ${isHigh ? 'above' : 'below'} ${format(edge)}`;
    }
    case 'change': {
      const size = format(Math.abs(number));
      const usual = `seldom more than ${format(Math.abs(edge))}`;
      const way = isHigh ? 'above' : 'below';
      if (isOne) return `${format(value)} is ${size} ${way} the values just before, ${usual}`;
      return `the mean of ${several} is ${size} ${way} that of the values before them, ${usual}`;
    }
    case 'shape':
      return `${several} look unlike any before them`;
    case 'daily': {
      const subject = isOne ? `${format(value)} is` : `${several} are on average`;
      return `${subject} ${format(number)} away from anything at this time of day before, seldom more than ${format(edge)}`;
    }
  }
}
