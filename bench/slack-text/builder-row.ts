/** One row of the table of builders. */
import type { MessageContent } from '../../src/slack/blocks/kit/block-kit.js';
import type { ModalContent } from '../../src/slack/modals/modal.js';
import type { Built } from './check-message.js';

/** Fills every untrusted field of a value. */
export type Poison = <T>(value: T) => T;

export interface BuilderRow {
  readonly name: string;
  /** The exported functions that it exercises. */
  readonly covers: readonly string[];
  build(poison: Poison): Built;
}

export const asMessage = ({ text, blocks }: MessageContent): Built => ({ kind: 'message', text, blocks });

/** A form as it is opened: its title and button are words of ours, and cut where it is opened. */
export function asForm({ title, submit, blocks }: ModalContent): Built {
  const words = (text: string) => ({ type: 'plain_text', text });
  return {
    kind: 'view',
    view: {
      type: 'modal',
      title: words(title),
      ...(submit === null ? {} : { submit: words(submit) }),
      blocks,
    },
  };
}
