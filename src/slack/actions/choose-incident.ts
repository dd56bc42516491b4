/** One of several incidents, in the first step of a form. What follows is shown in the same window. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import { ACTIONS, OTHER_VERSION } from '../ids.js';
import { findModal } from '../modals/find-modal.js';
import type { Modal } from '../modals/modal.js';
import { defineButton } from './button.js';

export const chooseIncident = defineButton({
  actionIds: [ACTIONS.chooseIncident],
  // The form takes the place of the button; only one of another version has none.
  run: () => Promise.reject(new UserInputError(OTHER_VERSION)),
});

export interface Choice {
  readonly incidentId: IncidentId;
  readonly modal: Modal;
  /** Where it was asked for; empty when that is not known. */
  readonly channelId: string;
}

/** `<incident>:<form>:<channel>`. Undefined for another button, or another version's. */
export function readChoice(actionId: string, value: string): Choice | undefined {
  if (actionId !== ACTIONS.chooseIncident) return undefined;
  const [incidentId = '', name = '', channelId = ''] = value.split(':');
  const modal = findModal(name);
  return modal && isId(incidentId) ? { incidentId: incidentId as IncidentId, modal, channelId } : undefined;
}
