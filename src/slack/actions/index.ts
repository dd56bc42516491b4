/** Everything that can be clicked. */
import { acknowledge } from './acknowledge.js';
import type { Button } from './button.js';
import { cancelProposal } from './cancel-proposal.js';
import { chooseIncident } from './choose-incident.js';
import { decideProposal } from './decide-proposal.js';
import { feedback } from './feedback.js';
import { assignButton, breakGlassButton, postUpdateButton, resolveButton } from './form-buttons.js';
import { newIncidentButton, refreshHome } from './home.js';
import { mergeSameCause } from './merge-same-cause.js';
import { promoteStep } from './promote-step.js';
import { rollBack } from './roll-back.js';
import { showForms } from './show-forms.js';
import { showMore } from './show-more.js';

export const BUTTONS: readonly Button[] = [
  decideProposal,
  cancelProposal,
  rollBack,
  promoteStep,
  breakGlassButton,
  acknowledge,
  chooseIncident,
  assignButton,
  postUpdateButton,
  resolveButton,
  mergeSameCause,
  feedback,
  showMore,
  showForms,
  newIncidentButton,
  refreshHome,
];
