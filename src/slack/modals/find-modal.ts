import { MODALS } from './index.js';
import type { Modal } from './modal.js';

/** By its `callback_id`; undefined for a form of another version. */
export function findModal(name: string): Modal | undefined {
  return MODALS.find((modal) => modal.name === name);
}
