/** Opens the form; what it asks for is done when it is sent. */
import { UserInputError } from '../../shared/errors.js';
import { ACTIONS, COMMAND } from '../ids.js';
import { assignForm } from '../modals/assign.js';
import { defineButton } from './button.js';

export const assignButton = defineButton({
  actionIds: [ACTIONS.assign],
  modal: assignForm.name,
  /** Without its form. */
  run: () =>
    Promise.reject(
      new UserInputError(`The form could not be opened. Try again, or write \`${COMMAND} assign 12 @name\`.`),
    ),
});
