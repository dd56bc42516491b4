/** Opens the form; what it asks for is done when it is sent. */
import { UserInputError } from '../../shared/errors.js';
import { ACTIONS, COMMAND } from '../ids.js';
import { resolveForm } from '../modals/resolve.js';
import { defineButton } from './button.js';

export const resolveButton = defineButton({
  actionIds: [ACTIONS.resolve],
  modal: resolveForm.name,
  /** Without its form. */
  run: () =>
    Promise.reject(
      new UserInputError(`The form could not be opened. Try again, or write \`${COMMAND} resolve 12\`.`),
    ),
});
