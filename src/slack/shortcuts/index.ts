/** Every shortcut. */
import { findModal } from '../modals/find-modal.js';
import type { Modal } from '../modals/modal.js';
import { addToTimeline } from './add-to-timeline.js';
import { incidentFromMessage } from './incident-from-message.js';
import { newIncident } from './new-incident.js';
import type { Shortcut } from './shortcut.js';

export const ALL_SHORTCUTS: readonly Shortcut[] = [newIncident, incidentFromMessage, addToTimeline];

/** With its form; undefined for a shortcut of another version. */
export function findShortcut(callbackId: string): { shortcut: Shortcut; modal: Modal } | undefined {
  const shortcut = ALL_SHORTCUTS.find((one) => one.callbackId === callbackId);
  const modal = shortcut && findModal(shortcut.modal);
  return shortcut && modal && { shortcut, modal };
}
