/**
 * An incident as the paging system shows it, in our words. There are two kinds: those that Firewatch opened there, whose
 * title and priority are ours to keep, and those of which the paging system told us, which are its own.
 */
import type { Severity } from '../incident.js';
import type { PagedFacts } from './paged-alert.js';

export type PagingStatus = 'triggered' | 'acknowledged' | 'resolved';

/** Somebody, or something, that did something there. */
export interface PagingAgent {
  readonly id: string;
  readonly name: string;
  /** Else a timer or an integration. */
  readonly isPerson: boolean;
}

export interface PagingNote {
  readonly id: string;
  readonly text: string;
  readonly by: PagingAgent | null;
}

export type ResponderAnswer = 'none' | 'yes' | 'no';

/** What a list of them tells of each. */
export interface PagedSummary {
  readonly id: string;
  /** What it was created with; null when there is none. */
  readonly key: string | null;
  readonly status: PagingStatus;
  readonly title: string;
  /** Its priority in our scale; null without one, or with one that says nothing to us. */
  readonly severity: Severity | null;
  /** Names of those who are asked at present. */
  readonly assignees: readonly string[];
}

/** As a list of those that are open tells it. */
export interface ListedPaged extends PagedSummary {
  readonly facts: PagedFacts;
  /** Null when it cannot be read. */
  readonly createdAt: Date | null;
  /** When its status changed last; null when it cannot be read. */
  readonly statusSince: Date | null;
}

export interface PagedIncident extends PagedSummary {
  /** Who changed the status last. */
  readonly movedBy: PagingAgent | null;
  /** People who were asked to help, by name. */
  readonly responders: Readonly<Record<string, ResponderAnswer>>;
  /** Oldest first. */
  readonly notes: readonly PagingNote[];
}

const KEY = 'firewatch:';

/** One for each time that it opened: the paging system does not open a resolved one again. */
export function pagingKey({
  id,
  reopenCount,
}: {
  readonly id: string;
  readonly reopenCount: number;
}): string {
  return `${KEY}${id}${reopenCount === 0 ? '' : `:${reopenCount}`}`;
}

/** Which incident of ours a key was made for; undefined when it is not ours. */
export function readPagingKey(key: string | null): { id: string; reopenCount: number } | undefined {
  if (!key?.startsWith(KEY)) return undefined;
  const [id = '', count = '0'] = key.slice(KEY.length).split(':');
  return { id, reopenCount: Number(count) };
}
