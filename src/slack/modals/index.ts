/** Every modal. */
import { timelineForm } from './add-to-timeline.js';
import { newIncidentForm } from './incident-from-message.js';
import type { Modal } from './modal.js';

export const MODALS: readonly Modal[] = [newIncidentForm, timelineForm];
