/** What is wrong with a query, in the terms of Prometheus' HTTP API. */
import { FirewatchError } from '../../../src/shared/errors.js';

/** `bad_data`: the query or a parameter is wrong (HTTP 400). `execution`: it failed on the data (HTTP 422). */
export type PromqlErrorType = 'bad_data' | 'execution';

export class PromqlError extends FirewatchError {
  readonly code = 'promql';
  readonly errorType: PromqlErrorType;

  constructor(errorType: PromqlErrorType, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.errorType = errorType;
  }
}

/** An error in the text of a query, with its place as Prometheus writes it: line and column from 1. */
export function syntaxError(query: string, offset: number, message: string): PromqlError {
  const before = query.slice(0, offset).split('\n');
  return new PromqlError(
    'bad_data',
    `${before.length}:${(before.at(-1) ?? '').length + 1}: parse error: ${message}`,
  );
}
