/** The typed tree of a checked PromQL expression; everything the evaluator has to know, nothing of the grammar. */
import type { Matcher } from '../matcher.js';

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type SetOperator = 'and' | 'or' | 'unless';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;

export type AggregateOperator =
  | 'sum'
  | 'avg'
  | 'min'
  | 'max'
  | 'count'
  | 'group'
  | 'stddev'
  | 'stdvar'
  | 'quantile'
  | 'topk'
  | 'bottomk'
  | 'count_values';

export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
}
export interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
}
/** An instant vector selector, or with `rangeMs` a range vector selector. */
export interface Selector {
  readonly kind: 'selector';
  readonly matchers: readonly Matcher[];
  readonly rangeMs: number | undefined;
  readonly offsetMs: number;
}
export interface Subquery {
  readonly kind: 'subquery';
  readonly expr: Expr;
  readonly rangeMs: number;
  /** Undefined: the engine's default resolution. */
  readonly stepMs: number | undefined;
  readonly offsetMs: number;
}
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expr[];
}
export interface Aggregate {
  readonly kind: 'aggregate';
  readonly operator: AggregateOperator;
  readonly param: Expr | undefined;
  readonly expr: Expr;
  /** `without` when true, `by` when false. */
  readonly isWithout: boolean;
  readonly labels: ReadonlySet<string>;
}
export interface VectorMatching {
  /** `on` when true, `ignoring` when false. */
  readonly isOn: boolean;
  readonly labels: ReadonlySet<string>;
  readonly group: 'left' | 'right' | undefined;
  readonly include: readonly string[];
}
export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  readonly returnsBool: boolean;
  readonly matching: VectorMatching;
}
export interface Negation {
  readonly kind: 'negation';
  readonly expr: Expr;
}
export interface Paren {
  readonly kind: 'paren';
  readonly expr: Expr;
}
export type Expr =
  NumberLiteral | StringLiteral | Selector | Subquery | Call | Aggregate | Binary | Negation | Paren;

/** The type of an expression's value. */
export function valueTypeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
      return expr.rangeMs === undefined ? 'vector' : 'matrix';
    case 'subquery':
      return 'matrix';
    case 'call':
      return expr.name === 'scalar' || expr.name === 'time' ? 'scalar' : 'vector';
    case 'aggregate':
      return 'vector';
    case 'binary':
      return valueTypeOf(expr.left) === 'scalar' && valueTypeOf(expr.right) === 'scalar'
        ? 'scalar'
        : 'vector';
    case 'negation':
    case 'paren':
      return valueTypeOf(expr.expr);
  }
}

/** Prometheus' name of a type, for messages. */
export function describeType(type: ValueType): string {
  return type === 'vector' ? 'instant vector' : type === 'matrix' ? 'range vector' : type;
}

export function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return ['==', '!=', '<', '<=', '>', '>='].includes(operator);
}

export function isSetOperator(operator: BinaryOperator): operator is SetOperator {
  return operator === 'and' || operator === 'or' || operator === 'unless';
}
