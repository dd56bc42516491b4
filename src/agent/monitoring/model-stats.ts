import type { Spent } from '../spending/ledger.js';
import type { AuthorRecord } from './author-records.js';

/** What models cost and how good their analyses, and those of the rules, were over some days. */
export interface ModelStats {
  readonly spent: Spent;
  /** Who wrote most first. */
  readonly authors: readonly AuthorRecord[];
}
