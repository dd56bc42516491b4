/** Which form a command wants to be asked with. */
import type { Modal } from '../modals/modal.js';
import { findModal } from '../modals/find-modal.js';
import { findCommand } from './parse.js';

/** Undefined when its words are enough, when it is no command, or when its form is not there. */
export function findModalFor(raw: string): Modal | undefined {
  const parsed = findCommand(raw);
  const name = parsed?.command.modalFor?.(parsed.words);
  return name === undefined ? undefined : findModal(name);
}
