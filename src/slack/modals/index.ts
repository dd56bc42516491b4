/** Every modal. */
import { timelineForm } from './add-to-timeline.js';
import { newIncidentForm } from './incident-from-message.js';
import { assignForm } from './assign.js';
import { mergeForm } from './merge.js';
import { breakGlassForm } from './break-glass.js';
import type { Modal } from './modal.js';
import { priorityForm } from './priority.js';
import { resolveForm } from './resolve.js';
import { severityForm } from './severity.js';
import { snoozeForm } from './snooze.js';
import { splitForm } from './split.js';
import { statusUpdateForm } from './status-update.js';

export const MODALS: readonly Modal[] = [
  newIncidentForm,
  timelineForm,
  assignForm,
  severityForm,
  priorityForm,
  mergeForm,
  splitForm,
  snoozeForm,
  statusUpdateForm,
  resolveForm,
  breakGlassForm,
];
