/** Everything one person's Home tab shows, read in one go. Slack renders it; it holds no Slack words. */
import type { Incident } from '../../incidents/incident.js';
import type { IncidentRole } from '../../incidents/roles.js';
import type { Proposal } from '../../remediation/proposal.js';
import type { IncidentId } from '../../shared/ids.js';
import type { HeldBack } from '../use-cases/maintenance.js';

export interface HomeView {
  /** Unresolved incidents by impact, highest first; the worst few. */
  readonly queue: readonly Incident[];
  /** Slack user ids of those who lead an incident of the queue. */
  readonly commanders: ReadonlyMap<IncidentId, string>;
  /** How many are unresolved in all. */
  readonly activeCount: number;
  /** What this person is responsible for. */
  readonly myRoles: readonly { readonly incident: Incident; readonly role: IncidentRole }[];
  /** What this person may decide; empty for whoever may decide nothing. */
  readonly approvals: readonly PendingApproval[];
  /** Unresolved incidents whose next status update is or will be due, the soonest first. */
  readonly updatesDue: readonly { readonly incident: Incident; readonly dueAt: Date }[];
  /** Newest first. */
  readonly recentlyResolved: readonly Incident[];
  /** Addresses of the threads of the incidents above, as far as they are known. */
  readonly threads: ReadonlyMap<IncidentId, string>;
  readonly heldBack: HeldBack;
  readonly connections: readonly ConnectionHealth[];
  readonly now: Date;
}

export interface PendingApproval {
  readonly incident: Incident;
  readonly proposal: Proposal;
  /** Address of the card in the thread, where it is decided; null while nothing is posted or the workspace is not known. */
  readonly link: string | null;
}

/** How one of the bot's own connections has been doing, as this process saw it. */
export interface ConnectionHealth {
  /** As people call it: `Slack`, `Database`, `Metrics`, `PagerDuty`, `Model`. */
  readonly name: string;
  /** `off` = not configured; `unused` = nothing was asked of it since the start. */
  readonly status: 'ok' | 'failing' | 'unused' | 'off';
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  /** What the last failure was; null without one. Untrusted text. */
  readonly problem: string | null;
}
