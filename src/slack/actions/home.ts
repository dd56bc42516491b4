/** The Home tab's own buttons. */
import { ACTIONS, COMMAND, FORMS } from '../ids.js';
import { sayMrkdwn } from '../commands/say.js';
import { defineButton } from './button.js';

export const newIncidentButton = defineButton({
  actionIds: [ACTIONS.newIncident],
  modal: FORMS.newIncident,
  run: () =>
    Promise.resolve(sayMrkdwn(`\`${COMMAND} new Checkout is slow --service checkout\` opens an incident.`)),
});

export const refreshHome = defineButton({
  actionIds: [ACTIONS.refreshHome],
  async run({ userId }, { useCases }) {
    await useCases.openHome(userId);
    return null;
  },
});
