/** The views a form consists of: empty while it is being filled, filled, or a sentence when it cannot be. Pure. */
import type { types } from '@slack/bolt';
import { code, paragraph, plain } from '../blocks/kit/block-kit.js';
import { cutText } from '../blocks/kit/escape.js';
import type { Modal, ModalContent, ModalMetadata } from './modal.js';

/** The most Slack takes. */
const TITLE = 24;
const BLOCKS = 100;

export function buildLoadingView(modal: Modal, modalId: string, label: string | null): types.ModalView {
  return frame(modal.title, modal.name, modalId, {
    blocks: [paragraph([plain(label === null ? 'Loading …' : `Loading ${label} …`)])],
  });
}

export function buildFormView(
  modal: Modal,
  modalId: string,
  metadata: ModalMetadata,
  content: ModalContent,
): types.ModalView {
  return frame(content.title, modal.name, modalId, {
    private_metadata: JSON.stringify(metadata),
    ...(content.submit === null
      ? {}
      : { submit: { type: 'plain_text', text: cutText(content.submit, TITLE) } }),
    blocks: content.blocks.slice(0, BLOCKS),
  });
}

/** Instead of a form that cannot be had. */
export function buildNoticeView(title: string, modalId: string, sentence: string): types.ModalView {
  // Our sentences quote what to write in backticks.
  const spans = sentence
    .split('`')
    .flatMap((part, index) => (part === '' ? [] : [index % 2 === 1 ? code(part) : plain(part)]));
  return frame(title, 'notice', modalId, { blocks: [paragraph(spans)] });
}

function frame(
  title: string,
  callbackId: string,
  modalId: string,
  content: Partial<types.ModalView> & Pick<types.ModalView, 'blocks'>,
): types.ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    external_id: modalId,
    title: { type: 'plain_text', text: cutText(title, TITLE) },
    close: { type: 'plain_text', text: content.submit ? 'Cancel' : 'Close' },
    ...content,
  };
}
