/** Opens the form; what it asks for is done when it is sent. */
import { UserInputError } from '../../shared/errors.js';
import { ACTIONS, COMMAND } from '../ids.js';
import { statusUpdateForm } from '../modals/status-update.js';
import { defineButton } from './button.js';

export const postUpdateButton = defineButton({
  actionIds: [ACTIONS.postUpdate],
  modal: statusUpdateForm.name,
  /** Without its form. */
  run: () =>
    Promise.reject(
      new UserInputError(`The form could not be opened. Try again, or write \`${COMMAND} status 12 …\`.`),
    ),
});
