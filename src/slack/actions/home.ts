/** The Home tab's own buttons. */
import { COMMAND, ACTIONS } from '../ids.js';
import { NEW_INCIDENT_FORM } from '../modals/incident-from-message.js';
import { sayMrkdwn } from '../commands/say.js';
import { defineButton } from './button.js';

export const newIncidentButton = defineButton({
  actionIds: [ACTIONS.newIncident],
  modal: NEW_INCIDENT_FORM,
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
