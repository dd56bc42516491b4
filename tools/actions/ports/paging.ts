/** How far an incident of ours has been escalated in the paging system, the next step, and who else was asked to help. */

/**
 * Throws UserInputError when there is nothing to escalate, UpstreamError when it failed, UncertainOutcomeError when a change was
 * sent and nobody knows.
 */
export interface ActionPaging {
  /** The open incident there that belongs to one of ours. */
  find(service: string, incidentId: string, signal: AbortSignal): Promise<PagedIncident>;
  /** Asks once for a level. */
  escalate(
    wanted: {
      readonly service: string;
      readonly incidentId: string;
      /** There. */
      readonly id: string;
      readonly level: number;
    },
    signal: AbortSignal,
  ): Promise<void>;
  /** The same incident, and the people of another service who could be asked to help with it. */
  findHelp(between: HelpBetween, signal: AbortSignal): Promise<Help>;
  /** Asks them once. */
  requestHelp(
    help: Help,
    wanted: HelpBetween & { readonly message: string },
    signal: AbortSignal,
  ): Promise<void>;
}

export interface HelpBetween {
  /** Of the catalogue: the one with the incident. */
  readonly service: string;
  readonly incidentId: string;
  /** Of the catalogue: the one whose people are asked. */
  readonly from: string;
}

export interface Help {
  /** The incident there. */
  readonly id: string;
  /** There: the escalation policy that is asked. */
  readonly policyId: string;
  /** There: in whose name it is asked. */
  readonly requesterId: string;
  /** On call, level by level; the first are asked at once, the others when those do not answer. */
  readonly levels: readonly (readonly string[])[];
  /** What was asked of that policy before, oldest first. */
  readonly requests: readonly {
    readonly message: string;
    readonly people: readonly { readonly name: string; readonly answer: 'yes' | 'no' | 'none' }[];
  }[];
}

/** An incident of ours in the paging system, and how far it has been escalated. */
export interface PagedIncident {
  /** There. */
  readonly id: string;
  readonly isAcknowledged: boolean;
  /** The highest level that it is assigned to, from 1; null when that cannot be told. */
  readonly level: number | null;
  /** The next level with somebody on call; null when there is none. */
  readonly next: { readonly level: number; readonly people: readonly string[] } | null;
}
