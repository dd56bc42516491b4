/** The paging system, where somebody connected one. */
import { UserInputError } from '../../../src/shared/errors.js';
import type { ActionContext } from '../action.js';
import type { ActionPaging } from '../ports/paging.js';

/** @throws UserInputError that tells the operator what to set. */
export function findPaging({ paging }: Pick<ActionContext, 'paging'>): ActionPaging {
  if (paging) return paging;
  throw new UserInputError('PagerDuty is not configured; set PAGERDUTY_TOKEN and PAGERDUTY_FROM_EMAIL.');
}
