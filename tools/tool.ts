/**
 * The contract of the agent's tools: what a tool is, what it may use and what it returns. A tool reads, or proposes; none
 * changes anything. One capability per file, listed in index.ts.
 */
import type { z } from 'zod';
import type { DiagnosedRunbook, Suspect } from '../src/analysis/findings.js';
import type {
  IncidentTraits,
  PastIncident,
  SimilarIncident,
} from '../src/analysis/similar-incidents/find-similar-incidents.js';
import type { Change } from '../src/incidents/change.js';
import type { Incident } from '../src/incidents/incident.js';
import type { EvidenceKind, Observation } from '../src/incidents/evidence.js';
import type { LogSource } from '../src/incidents/ports/log-source.js';
import type { MetricsSource } from '../src/incidents/ports/metrics-source.js';
import type { ResolvedIncident } from '../src/incidents/ports/past-incidents.js';
import type { TraceSource } from '../src/incidents/ports/trace-source.js';
import type { RunbookLibrary } from '../src/incidents/runbook.js';
import type { ServiceCatalog } from '../src/incidents/service.js';
import type { TimeRange } from '../src/shared/series.js';

/** Outside systems a tool may need; a tool whose backend is not configured is hidden from the agent. */
export type Backend = 'metrics' | 'logs' | 'traces';

/** A remediation the agent wants people to decide on. Arguments are checked against the action's own schema. */
export interface ProposalRequest {
  readonly runbookId: string;
  /** Which of the runbook's actions, counted from 1. */
  readonly step: number;
  /** The service to act on; must be in the catalogue. */
  readonly service: string;
  readonly rationale: string;
  readonly evidenceIds: readonly string[];
}

export type ProposalAnswer =
  | { readonly status: 'proposed'; readonly proposalId: string; readonly effect: string }
  | { readonly status: 'refused'; readonly reason: string };

/** Where and since when to look; the incident's own alerts count where the service is its own. */
interface LookAround {
  readonly service: string;
  readonly noticedAt: Date;
  readonly signal: AbortSignal;
}

/** What an evidence pass found. */
export interface Look {
  /** In the order people should read them. */
  readonly observations: readonly Observation[];
  /** Most likely first; empty when nothing is abnormal. */
  readonly suspects: readonly Suspect[];
  /** Best first. */
  readonly runbooks: readonly DiagnosedRunbook[];
  /** What could not be seen and why, as sentences. */
  readonly gaps: readonly string[];
}

/** Past incidents like the present one, most similar first. */
export interface Recalled {
  readonly similar: readonly SimilarIncident<PastIncident & { readonly about: ResolvedIncident }>[];
  /** How many were compared. */
  readonly outOf: number;
}

/** Which part of a long result to read. */
export interface ReadQuestion {
  /** As its answer said, such as `R3`. */
  readonly id: string;
  /** From 1. */
  readonly page: number;
  /** Only lines with this text, in any case. */
  readonly contains?: string | undefined;
}

export interface ResultPage {
  /** What the result is: the tool and its query. */
  readonly about: string;
  /** JSON values, one for each line; empty beyond the last page. */
  readonly lines: readonly unknown[];
  readonly pages: number;
  /** Lines that were asked for. */
  readonly found: number;
  /** All lines of the result. */
  readonly of: number;
}

/** Everything a tool may touch, for one incident. Long calls must pass `signal` on. */
export interface ToolContext {
  readonly signal: AbortSignal;
  readonly now: Date;
  readonly incident: Incident;
  /** From the incident's start minus the baseline up to now: what to query when nobody says otherwise. */
  readonly range: TimeRange;
  /** PromQL duration that `$window` stands for. */
  readonly window: string;
  /** Seconds between samples where nobody says otherwise. */
  readonly stepSeconds: number;
  readonly metrics: MetricsSource;
  /** Null when none is configured; tools that need it say so in `requires`. */
  readonly logs: LogSource | null;
  readonly traces: TraceSource | null;
  readonly catalog: ServiceCatalog;
  readonly runbooks: RunbookLibrary;
  readonly incidents: { listByImpact(limit: number): Promise<readonly Incident[]> };
  /** Resolved incidents like the present one, by what is known of it and what is added; causes are names of services. */
  recall(added: IncidentTraits): Promise<Recalled>;
  /** The evidence pass over a service and its neighbours. Never rejects because of a backend. */
  lookAround(question: LookAround): Promise<Look>;
  readonly changes: {
    list(filter: {
      services: readonly string[];
      range: TimeRange;
      limit: number;
    }): Promise<readonly Change[]>;
  };
  readonly proposals: { propose(request: ProposalRequest): Promise<ProposalAnswer> };
  /** Long results of this incident, kept whole by whoever runs the tools; left out by others. */
  readonly results?: {
    /** Undefined when this incident has no such result. */
    read(question: ReadQuestion): Promise<ResultPage | undefined>;
  };
}

/** `ok` says what was asked and what came back; `no_data` says what was searched, so that silence is never ambiguous. */
export type ToolResult =
  | {
      readonly status: 'ok';
      /** The query or question, exactly. */
      readonly query: string;
      readonly range?: TimeRange;
      /** One sentence with the main numbers; becomes the evidence's statement. */
      readonly summary: string;
      /** JSON. Lists begin with what tells most: what is too long for the model to read loses its end, and is kept whole. */
      readonly data: unknown;
      /** Whether there is more than `data` holds. */
      readonly hasMore: boolean;
      /** Whether something out of the ordinary was seen, so that a cause may rest on it; false when left out. */
      readonly isUnusual?: boolean;
      /** The service that the result is about, where that is not the one asked for. */
      readonly service?: string | null;
    }
  | { readonly status: 'no_data'; readonly searched: string }
  | { readonly status: 'refused'; readonly reason: string };

export interface Tool<I extends z.ZodType = z.ZodType> {
  /** snake_case, the file's name; begins with find_, get_, list_, query_, read_, search_ or propose_. */
  readonly name: string;
  /** One line, when to use it, one example, what it does not do; under 1,000 characters. */
  readonly description: string;
  readonly requires: readonly Backend[];
  /**
   * How its result is filed as evidence and which system answered; null when the result says nothing about the incident
   * itself (a runbook's text, a list of names), so that no cause can rest on it.
   */
  readonly evidence: { readonly kind: EvidenceKind; readonly source: string } | null;
  /** What its result may take of a prompt, as `estimateTokens` counts; where it differs from the usual. */
  readonly maxTokens?: number;
  /** Whether its input leaves for somebody else's program, which learns of no person what the model may not know. */
  readonly isOutside?: boolean;
  readonly input: I;
  run(input: z.output<I>, context: ToolContext): Promise<ToolResult>;
}

/** Returns its argument; it exists so that `run` knows the type of its input. */
export function defineTool<I extends z.ZodType>(tool: Tool<I>): Tool<I> {
  return tool;
}
