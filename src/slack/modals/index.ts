/** Every modal. */
import type { Modal } from './modal.js';

export const MODALS: readonly Modal[] = [];
