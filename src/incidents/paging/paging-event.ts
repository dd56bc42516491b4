import type { PagingStatus } from './paged-incident.js';

/** Something that happened to an incident in the paging system, as it announced it. It may come late, twice or never. */
export interface PagingEvent {
  readonly pagingId: string;
  /** What the incident was created with; null when the announcement does not say. */
  readonly key: string | null;
  /** Whether it is about the status alone. */
  readonly isStatus: boolean;
  readonly status: PagingStatus | null;
  /** The text of a note that was added; null when it is about something else. */
  readonly note: string | null;
}
