/** What actions may do in Alertmanager: look at alerts, and at silences with exact matchers, make them and end them. */

/** Throws UpstreamError when it failed, UncertainOutcomeError when a change was sent and nobody knows. */
export interface ActionAlertmanager {
  /** Address, for people. */
  readonly url: string;
  /** Label that holds the service's name. */
  readonly serviceLabel: string;
  /** A silence may hide this many alerts, no more. */
  readonly maxAlerts: number;
  /** Alerts that fire now and that all matchers fit, silenced ones too. */
  alerts(matchers: readonly Matcher[], signal: AbortSignal): Promise<readonly ActiveAlert[]>;
  /** Silences in force with exactly these matchers. */
  silences(matchers: readonly Matcher[], signal: AbortSignal): Promise<readonly Silence[]>;
  /** Returns its id. */
  silence(
    silence: {
      readonly matchers: readonly Matcher[];
      readonly seconds: number;
      readonly createdBy: string;
      readonly comment: string;
    },
    signal: AbortSignal,
  ): Promise<string>;
  expire(id: string, signal: AbortSignal): Promise<void>;
}

/** One exact comparison of a label, as Alertmanager writes it. */
export interface Matcher {
  readonly name: string;
  readonly value: string;
}

export interface ActiveAlert {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Silence {
  readonly id: string;
  readonly endsAt: Date;
  readonly createdBy: string;
  readonly comment: string;
}
