import type { Alert } from '../alert.js';

/** Where alerts can be looked up, because what announces them may get lost. Throws `UpstreamError` (`alertmanager`). */
export interface AlertLister {
  /** As it is now. */
  list(signal?: AbortSignal): Promise<AlertListing>;
  /** Which of the alerts that lead to us are told together; those that are not grouped at all are left out. */
  groups(signal?: AbortSignal): Promise<readonly ListedGroup[]>;
}

export interface ListedGroup {
  /** The same for the same group of the same receiver; not the key by which its webhook names it. */
  readonly name: string;
  readonly fingerprints: readonly string[];
}

export interface AlertListing {
  /** Address of who answered; the same for each answer. */
  readonly from: string;
  readonly alerts: readonly ListedAlert[];
  /** Entries that could not be read; what else there is, is unknown then. */
  readonly unreadable: number;
  /** Since when it has been running: it begins with nothing, and learns of what fires only when that is sent again. */
  readonly upSince: Date;
  /** Whether it is done with finding its peers. */
  readonly isReady: boolean;
}

export interface ListedAlert {
  /** Firing. */
  readonly alert: Alert;
  /** Silenced, inhibited or muted: nobody shall hear of it. */
  readonly isSuppressed: boolean;
  /** Whether its routes lead to us. */
  readonly isForUs: boolean;
}
