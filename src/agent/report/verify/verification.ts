/** What holding a report against the data has shown. Stored with the analysis; JSON. */

/** Which statement of a report: its place, and its number in the list where it is in one. */
export type StatementPlace =
  | { readonly part: 'summary' | 'cause' }
  | { readonly part: 'hypothesis' | 'claim' | 'nextStep'; readonly index: number };

/** A statement that says something which the data does not. */
export type UnverifiedStatement = StatementPlace & {
  /** As written: numbers, times, names and queries that were not found; a few. */
  readonly notFound: readonly string[];
};

export interface Verification {
  /** Statements that hold a number, time, name or query, or cite evidence: those that can be right or wrong. */
  readonly statements: number;
  /** Those in which everything was found. */
  readonly verified: number;
  /** Left out of the report, because they cited nothing that exists. */
  readonly dropped: number;
  readonly unverified: readonly UnverifiedStatement[];
}

/** Undefined when everything that the statement says was found. */
export function unverifiedAt(
  verification: Verification | null,
  part: UnverifiedStatement['part'],
  index = 0,
): UnverifiedStatement | undefined {
  return verification?.unverified.find(
    (one) => one.part === part && ('index' in one ? one.index : 0) === index,
  );
}
