/** Parts of a plan that are the same wherever Firewatch itself cannot tell. */
import type { ActionPlan } from '../action.js';
import type { ListedCall } from '../ports/listed.js';

export const UNKNOWN_RADIUS: ActionPlan['blastRadius'] = { replicas: null, capacityShare: null };

/** What the operator says of a call, which nobody else can know. */
export function planAsListed({
  service,
  risk,
  isIdempotent,
  isReversible,
  rollback,
}: Omit<ListedCall, 'name' | 'description'>) {
  return { service, risk, isIdempotent, isReversible, rollback, blastRadius: UNKNOWN_RADIUS };
}

/** Of every call that pages people. */
export const PAGES_PEOPLE = {
  risk: 'low',
  isReversible: false,
  rollback: 'Nobody can be unpaged; tell them.',
  isIdempotent: true,
  blastRadius: UNKNOWN_RADIUS,
  undo: null,
} as const;
