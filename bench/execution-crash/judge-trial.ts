/** What the endpoint saw, held against what was approved, what the database says and what the thread shows. */
import type { Ended } from './ended.js';
import type { Heard } from './endpoint.js';
import { findDouble, findUnapproved, findUnordered } from './judge-calls.js';
import { findLost } from './judge-end.js';
import { findDuplicates, findUngrouped, type Group } from './judge-group.js';

export interface Judged {
  /** Calls that the endpoint got. */
  readonly calls: number;
  readonly doubleRuns: number;
  readonly unapproved: number;
  /** Steps of plans that began though the one before had not succeeded. */
  readonly disordered: number;
  /** Incidents, threads, fixes and approvals of which there must be one. */
  readonly duplicates: number;
  readonly lost: number;
  /** One sentence each, for whoever looks into it. */
  readonly sentences: readonly string[];
}

/** `groups`: of a race, what became of the alerts. */
export function judgeTrial(
  ended: readonly Ended[],
  heard: readonly Heard[],
  groups: readonly Group[] = [],
): Judged {
  const sentences: string[] = [];
  const count = (problems: readonly string[]) => {
    sentences.push(...problems);
    return problems.length;
  };
  return {
    calls: heard.filter(({ what }) => what === 'call').length,
    doubleRuns: count(ended.flatMap((one) => findDouble(one, heard))),
    unapproved: count(findUnapproved(ended, heard)),
    disordered: count(ended.flatMap((one) => findUnordered(one, heard))),
    duplicates: count(groups.flatMap(findDuplicates)),
    lost: count([...ended.flatMap((one) => findLost(one, heard)), ...groups.flatMap(findUngrouped)]),
    sentences,
  };
}
