/** Why somebody or something was not allowed: a code for the audit log, a sentence for the person. */

export type RefusalCode =
  /** No such proposal. */
  | 'unknown_proposal'
  | 'already_decided'
  | 'expired'
  | 'withdrawn'
  /** The message was answered from elsewhere than where it stands. */
  | 'wrong_place'
  | 'incident_over'
  /** A bot, a guest, somebody of another workspace, a deactivated account. */
  | 'no_member'
  /** Who it is, or in which group, or who is on call, could not be found out: nobody is let through meanwhile. */
  | 'cannot_check'
  | 'nobody_named'
  | 'not_eligible'
  | 'own_proposal'
  | 'approved_before'
  | 'no_rule'
  | 'mode_never'
  | 'shadow'
  | 'policy_changed'
  | 'arguments_changed'
  /** Something else of it than the arguments, or all of it. */
  | 'contract_changed'
  /** Proposed by a version that wrote no hash of the whole into the audit log. */
  | 'not_recorded'
  | 'drifted'
  | 'kill_switch'
  | 'frozen'
  | 'too_large'
  | 'too_often'
  /** The same action ran and nobody knows what came of it. */
  | 'unknown_run'
  | 'running_elsewhere'
  /** Nothing can take the fix back, or there is nothing to take back. */
  | 'no_way_back'
  /** The runbook's step has not worked often enough, or is none that may run by itself. */
  | 'not_earned'
  | 'reason_missing';

export interface Refusal {
  readonly code: RefusalCode;
  /** One or two sentences, what to do included. */
  readonly reason: string;
}

export type Refused = { readonly isAllowed: false } & Refusal;
export type Permission = { readonly isAllowed: true } | Refused;

export const ALLOWED: Permission = { isAllowed: true };

export function refuse(code: RefusalCode, reason: string): Refused {
  return { isAllowed: false, code, reason };
}
