/**
 * Emoji as text; on a machine without a colour emoji font the ones that incident messages lean on are drawn instead,
 * so that a severity never turns into an empty box.
 */
import { Fragment } from 'react';
import { DRAWINGS } from './drawings.js';

const KNOWN = new RegExp(`(${Object.keys(DRAWINGS).join('|')})\\uFE0F?`, 'u');

let isFontThere: boolean | undefined;

/** Black text comes out coloured only if a colour emoji font drew it. */
function hasEmojiFont(): boolean {
  if (isFontThere !== undefined) return isFontThere;
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return true;
  context.font = '16px sans-serif';
  context.fillText('🔥', 0, 16);
  const { data } = context.getImageData(0, 0, 24, 24);
  isFontThere = data.some((value, index) => index % 4 !== 3 && value > 0);
  return isFontThere;
}

/** Whether this emoji will be more than an empty box here. */
export function canDraw(text: string): boolean {
  return KNOWN.test(text) || hasEmojiFont();
}

/** Text with its emoji visible everywhere. */
export function Pictures({ text }: { text: string }) {
  if (hasEmojiFont() || !KNOWN.test(text)) return text;
  return text.split(KNOWN).map((piece, index) => (
    <Fragment key={index}>
      {index % 2 === 0 ? (
        piece
      ) : (
        <svg className="picture" viewBox="0 0 16 16" role="img" aria-label={piece}>
          {DRAWINGS[piece]}
        </svg>
      )}
    </Fragment>
  ));
}
