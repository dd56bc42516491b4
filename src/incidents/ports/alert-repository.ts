import type { AlertId, IncidentId } from '../../shared/ids.js';
import type { Alert, StoredAlert } from '../alert.js';
import type { KnownFiring } from '../reconcile-alerts.js';
import type { WaveMember } from '../grouping/wave.js';

/** What sources told us, inside the caller's transaction like every repository. */
export interface AlertRepository {
  /**
   * Stores what a source sent. An episode already known is merged: the newest annotations win, and resolved wins over
   * firing, unless it is told as firing more than five minutes after we last heard of it: then it fires once more.
   * Returns how many rows changed state; repeats change nothing but a count.
   */
  record(alerts: readonly Alert[]): Promise<{ changed: number }>;
  /** Locks and returns episodes whose latest state no workflow has handled yet, oldest first, without `except`. */
  takeUnhandled(limit: number, except: readonly AlertId[]): Promise<readonly StoredAlert[]>;
  /** What fires and no workflow has handled yet, oldest first; `startsAt` as far as it can be believed. */
  waiting(limit: number): Promise<readonly WaveMember[]>;
  markHandled(ids: readonly AlertId[]): Promise<void>;
  assign(id: AlertId, incidentId: IncidentId, reason: string): Promise<void>;
  assignAll(
    assignments: readonly {
      readonly id: AlertId;
      readonly incidentId: IncidentId;
      readonly reason: string;
    }[],
  ): Promise<void>;
  /** Those of which another episode of the same alert is known. */
  withEpisodes(ids: readonly AlertId[]): Promise<ReadonlySet<AlertId>>;
  /** Gives all alerts of one incident to another; returns how many. */
  moveAll(from: IncidentId, to: IncidentId, reason: string): Promise<number>;
  /**
   * Gives these alerts of one incident to another, for good: the fingerprints never join the first by themselves again.
   * Returns how many.
   */
  splitOff(ids: readonly AlertId[], from: IncidentId, to: IncidentId, reason: string): Promise<number>;
  /** Forgets of the incident's own alerts that they were split off from it: a person brought them back. */
  takeBack(incidentId: IncidentId): Promise<void>;
  /** Whether a person took this very alert out of the incident. */
  isSplitFrom(alert: Alert, incidentId: IncidentId): Promise<boolean>;
  ofIncident(incidentId: IncidentId): Promise<readonly StoredAlert[]>;
  countFiring(incidentId: IncidentId): Promise<number>;
  /** Whether the incident has another alert of this name about the same service. */
  hasLike(incidentId: IncidentId, alert: StoredAlert): Promise<boolean>;
  /** The different `severity` and `priority` labels of those. */
  severityLabelsLike(
    incidentId: IncidentId,
    alert: StoredAlert,
  ): Promise<readonly Readonly<Record<string, string>>[]>;
  /**
   * Ends the other episodes of the same alert that began before `at` and still count as firing: their own end was
   * never told, or was told of an episode with another beginning. Returns the incidents they belong to.
   */
  endOthers(alert: StoredAlert, at: Date): Promise<readonly IncidentId[]>;
  /** Every episode of the source that fires; `isTheirs`: whether `from` would list it. */
  firing(source: string, from: string): Promise<readonly KnownFiring[]>;
  /**
   * That `from` lists these fingerprints as firing. Returns how many of them wait to be handled: whoever would have handled
   * them at this moment found them locked.
   */
  noteListed(source: string, from: string, fingerprints: readonly string[]): Promise<number>;
  /** Ends those that were not heard of since, at the time when they were heard of last; returns them. */
  endUnheard(ids: readonly AlertId[], since: Date): Promise<readonly StoredAlert[]>;
  /** Services that alerts of the last so many days are about, the most frequent first. */
  namedServices(days: number): Promise<readonly { name: string; alerts: number; lastAt: Date }[]>;
  /** A later episode of the same alert that was handled already, which makes this one old news. */
  findLater(alert: StoredAlert): Promise<StoredAlert | undefined>;
}
