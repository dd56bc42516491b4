/**
 * One finished analysis and what people have said of it since. An incident that was looked at several times is one case for
 * each author: the newest look, because looks at the same trouble are not independent of each other.
 */
import type { IncidentId } from '../../shared/ids.js';

/** Who wrote an analysis: a model under one version of its prompt, or the rules in one version. */
export interface Author {
  /** Name of the model; `rules` for the rules. */
  readonly model: string;
  /** `unknown` for analyses from before it was recorded. */
  readonly version: string;
}

export const RULES_AUTHOR = 'rules';
export const UNKNOWN_VERSION = 'unknown';

export interface ConfirmedCause {
  /** Where it began, by its name in the catalogue; null when a person chose an analysis that names no service. */
  readonly service: string | null;
  /** The analysis that a person chose; null when they named a service. */
  readonly investigationId: string | null;
  /** `chosen` in the form, or `named` in free words that name one service. */
  readonly told: 'chosen' | 'named';
}

export interface AnalysisCase {
  readonly investigationId: string;
  readonly incidentId: IncidentId;
  readonly incidentNumber: number;
  readonly author: Author;
  readonly finishedAt: Date;
  /** Null: the analysis said that it cannot tell. */
  readonly cause: {
    readonly service: string | null;
    /** 0 to 1. */
    readonly confidence: number;
  } | null;
  /** What people said at the end, after this analysis. */
  readonly confirmed: ConfirmedCause | null;
  /** Verdicts on this very analysis. */
  readonly feedback: { readonly right: number; readonly wrong: number };
  readonly durationMs: number;
  /** US dollars; null when no model was asked or the price is unknown. */
  readonly costUsd: number | null;
}

export interface CaseRepository {
  /** The newest first. Merged incidents are left out, and so are analyses from after the cause was told. */
  list(filter: { readonly since: Date | null; readonly limit: number }): Promise<readonly AnalysisCase[]>;
  /** What people said it was; null: nothing that an analysis could be held against. */
  confirm(incidentId: IncidentId, cause: ConfirmedCause | null): Promise<void>;
}
