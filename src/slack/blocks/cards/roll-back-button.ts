/** The way back from a fix that ran, where one is known and nobody is on it. */
import type { ProposalView } from '../../../workflows/reading/incident-view.js';
import { ACTIONS } from '../../ids.js';
import { buttonRow, type Block } from '../kit/block-kit.js';
import { cleanText, cutText, revealHidden } from '../kit/escape.js';

/** Slack's own limit. */
const CONFIRM_TEXT = 300;

export function rollBackButton({ proposal, canRollBack }: ProposalView): Block[] {
  const { id, undo, terms } = proposal;
  if (!canRollBack || undo === null) return [];
  const isAtOnce = terms?.rollBack === 'automatic';
  const what = cutText(revealHidden(undo.effect), 150);
  const text = isAtOnce
    ? `It runs at once: ${what}. The stop, freezes and limits hold.`
    : `This would run: ${what}. It is proposed first, as it would be now; nothing runs before somebody approves it.`;
  return [
    buttonRow({
      actionId: ACTIONS.rollBack,
      value: id,
      text: 'Roll back',
      hint: isAtOnce ? 'Take this fix back; it asks once more' : 'Propose to take this fix back',
      confirm: {
        title: { type: 'plain_text', text: isAtOnce ? 'Roll back now?' : 'Propose the roll-back?' },
        text: { type: 'plain_text', text: cleanText(text, { max: CONFIRM_TEXT }) },
        confirm: { type: 'plain_text', text: isAtOnce ? 'Roll back' : 'Propose it' },
        deny: { type: 'plain_text', text: 'Not now' },
      },
    }),
  ];
}
