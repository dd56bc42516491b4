import { buildNewIncidentForm, NEW_INCIDENT_FORM } from '../modals/incident-from-message.js';
import { COMMAND, SHORTCUTS } from '../ids.js';
import type { Shortcut } from './shortcut.js';

export const newIncident: Shortcut = {
  callbackId: SHORTCUTS.newIncident,
  modal: NEW_INCIDENT_FORM,
  instead: `\`${COMMAND} new Checkout is slow --service checkout\` opens an incident.`,
  run: () => Promise.resolve({ form: { metadata: {}, content: buildNewIncidentForm('') } }),
};
