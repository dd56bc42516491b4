/** What the operator says of everything that he lists under a name, whatever it is. */

export type Risk = 'low' | 'medium' | 'high';

export interface Listed {
  readonly name: string;
  /** Of the catalogue. */
  readonly service: string;
  readonly risk: Risk;
}

/** What nobody but the operator can know of a call that is his own. */
export interface ListedCall extends Listed {
  readonly description: string;
  readonly isIdempotent: boolean;
  readonly isReversible: boolean;
  /** How to undo it, for people. */
  readonly rollback: string;
}
