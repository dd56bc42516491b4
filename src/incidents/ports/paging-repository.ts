import type { KnownPaged } from '../paging/missed-incidents.js';
import type { IncidentId } from '../../shared/ids.js';
import type { Incident } from '../incident.js';
import type { Agreed } from '../paging/decide-paging-sync.js';
import type { PagingStatus } from '../paging/paged-incident.js';
import type { TimelineEntry, TimelineKind } from '../timeline.js';

/** How far an incident here and its copy in the paging system have been brought together. */
export interface PagingState {
  /** Null before the first time, and for another copy than `of`. */
  readonly agreed: Agreed | null;
  /** The last entry of the timeline that was told there. */
  readonly toldUpTo: number;
}

export interface PagingRepository {
  /**
   * Takes an incident for so long, so that two workers do not tell the same twice; undefined when another one has it. What
   * is returned is about this copy; null: there is none yet.
   */
  claim(incidentId: IncidentId, pagingId: string | null, seconds: number): Promise<PagingState | undefined>;
  /** Gives it back; with a state, that is kept as what is known of this copy. */
  release(incidentId: IncidentId, known?: PagingState & { readonly pagingId: string }): Promise<void>;
  /** Which incident this is a copy of, and the copy's status when the two last agreed; null before that. */
  knownAs(
    pagingId: string,
  ): Promise<{ readonly incidentId: IncidentId; readonly status: PagingStatus | null } | undefined>;
  /** Incidents with a copy of which one of the two is not over, the longest not compared first. */
  watched(): Promise<
    readonly {
      readonly incident: Pick<Incident, 'id' | 'number' | 'title' | 'status' | 'severity'>;
      readonly pagingId: string;
      readonly agreed: Agreed | null;
    }[]
  >;
  /** The newest episodes of alerts of this source: those that fire, and those of these fingerprints. */
  toldOf(source: string, fingerprints: readonly string[]): Promise<readonly KnownPaged[]>;
  /** What people wrote down here after this entry, and turns of these kinds; nothing that came from the paging system. */
  toTell(
    incidentId: IncidentId,
    after: number,
    kinds: readonly TimelineKind[],
  ): Promise<readonly Pick<TimelineEntry, 'id' | 'kind' | 'actor' | 'text'>[]>;
}
