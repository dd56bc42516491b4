/** Fills a form that was opened empty, once what it shows has been read. */
import type { types } from '@slack/bolt';
import type { Logger } from '../../observability/logger.js';
import { sleep } from '../../shared/clock.js';
import { errorMessage, UserInputError } from '../../shared/errors.js';
import { webApiErrorCode } from '../web-api-error.js';
import type { SlackClient } from '../web-client.js';
import type { Modal, ModalContent, ModalMetadata } from './modal.js';
import { buildFormView, buildNoticeView } from './modal-view.js';

/** It may still be on its way: it is opened while we read. After three seconds Slack would not open it any more. */
const OPENS_WITHIN_MS = 3000;
const LOOK_AGAIN_MS = 100;

interface FillDeps {
  readonly client: SlackClient;
  readonly log: Logger;
}

/** What a form shows, or the sentence that takes its place. */
export type Filling =
  | { readonly form: { readonly metadata: ModalMetadata; readonly content: ModalContent } }
  | { readonly sentence: string };

/**
 * @param read what the form shows; the sentence of a UserInputError is shown in its place.
 * @returns false when there is no form to fill: it could not be opened, or was closed already.
 */
export async function fillForm(
  deps: FillDeps,
  { modal, modalId }: { modal: Modal; modalId: string },
  read: () => Promise<Filling>,
): Promise<boolean> {
  const filling = await read().catch((error: unknown) => {
    if (error instanceof UserInputError) return { sentence: error.message };
    throw error;
  });
  const view =
    'form' in filling
      ? buildFormView(modal, modalId, filling.form.metadata, filling.form.content)
      : buildNoticeView(modal.title, modalId, filling.sentence);
  return show(deps, modalId, view);
}

/** Says something in place of a form that was opened empty. @returns false when there is none. */
export function fillWithNotice(deps: FillDeps, modalId: string, sentence: string): Promise<boolean> {
  return show(deps, modalId, buildNoticeView('Firewatch', modalId, sentence));
}

async function show({ client, log }: FillDeps, modalId: string, view: types.ModalView): Promise<boolean> {
  const deadline = performance.now() + OPENS_WITHIN_MS;
  for (;;) {
    try {
      await client.views.update({ external_id: modalId, view });
      return true;
    } catch (error) {
      if (webApiErrorCode(error) !== 'not_found' || performance.now() > deadline) {
        log.warn({ form: view.callback_id, reason: errorMessage(error) }, 'a form could not be filled');
        return false;
      }
      await sleep(LOOK_AGAIN_MS);
    }
  }
}
