/** Opens a form at once and empty: what opens it is worth nothing after three seconds. */
import type { Logger } from '../../observability/logger.js';
import { errorMessage } from '../../shared/errors.js';
import { readNumber, toWords, withoutFirst } from '../commands/words.js';
import type { SlackClient } from '../web-client.js';
import type { Modal } from './modal.js';
import { buildLoadingView } from './modal-view.js';

/**
 * Never throws: whoever fills the form finds out that it is not there, and answers in words. `about` is the command's
 * text, whose number says which incident it is.
 */
export async function openLoading(
  { client, log }: { client: SlackClient; log: Logger },
  { triggerId, modal, modalId, about }: { triggerId: string; modal: Modal; modalId: string; about?: string },
): Promise<void> {
  const number = readNumber(withoutFirst(toWords(about ?? '')).list[0]);
  const label = number === undefined ? null : `INC-${number}`;
  try {
    await client.views.open({ trigger_id: triggerId, view: buildLoadingView(modal, modalId, label) });
  } catch (error) {
    log.warn({ modal: modal.name, reason: errorMessage(error) }, 'a form could not be opened');
  }
}
