/** What the draft of a postmortem is made from; an incident's view fits. */
import type { StoredAlert } from '../alert.js';
import type { Evidence } from '../evidence.js';
import type { Actor, Incident } from '../incident.js';
import type { RoleAssignment } from '../roles.js';
import type { Service } from '../service.js';
import type { TimelineEntry } from '../timeline.js';

/** As much of an incident's view as the draft needs; what is optional makes it richer. */
export interface PostmortemView {
  readonly incident: Incident;
  readonly alerts: readonly StoredAlert[];
  readonly service: Pick<Service, 'name' | 'tier' | 'owner'> | null;
  readonly evidence: readonly Evidence[];
  readonly analysis: PostmortemAnalysis | null;
  readonly proposals: readonly PostmortemProposal[];
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
  readonly gaps: readonly string[];
  readonly now: Date;
  readonly roles?: readonly RoleAssignment[];
  readonly feedback?: { readonly right: number; readonly wrong: number };
}

export interface PostmortemOptions {
  /** A person's name for readers outside Slack; default: `@` and the Slack user id. */
  readonly nameOf?: (slackUserId: string) => string;
}

interface PostmortemAnalysis {
  readonly by: 'model' | 'rules';
  readonly model: string | null;
  readonly report: {
    readonly summary: string;
    readonly cause: {
      readonly mechanism: string;
      readonly confidence: number;
      readonly evidenceIds: readonly string[];
    } | null;
    readonly claims: readonly { readonly text: string; readonly evidenceIds: readonly string[] }[];
    readonly hypotheses: readonly {
      readonly cause: string;
      readonly status: 'likely' | 'possible' | 'ruled out';
      readonly why: string;
      readonly supports: readonly string[];
      readonly contradicts: readonly string[];
    }[];
    readonly missing: readonly string[];
  };
}

interface PostmortemProposal {
  readonly proposal: {
    readonly title: string;
    readonly effect: string;
    readonly status: string;
    readonly risk: string;
    readonly runbookId: string | null;
    readonly createdAt: Date;
    readonly decidedBy: Actor | null;
    readonly decidedAt: Date | null;
    readonly outcome: string | null;
  };
  readonly execution: {
    readonly status: string;
    readonly startedAt: Date;
    readonly finishedAt: Date | null;
  } | null;
}
