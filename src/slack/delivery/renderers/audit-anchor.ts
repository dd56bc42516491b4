/** The head of the audit log, posted where nobody who can change the database can change it. */
import { code, context, glue, paragraph } from '../../blocks/kit/block-kit.js';
import type { Renderer } from './renderer.js';

/** Longer than its delivery is tried. */
const LOOK_BACK_MS = 2 * 86_400_000;

/** Its subject is the anchor itself, `SEQ:HASH`: what is posted is what was noted, whatever the database says later. */
export const renderAuditAnchor: Renderer = async ({ subjectId }) => {
  if (subjectId === null) return null;
  const text = `Audit log up to here: ${subjectId}`;
  return {
    text,
    blocks: [
      paragraph([glue('🔒 Audit log up to here: '), code(subjectId)]),
      context(
        'With it, firewatch audit verify shows whether somebody has rewritten or cut the log before it.',
      ),
    ],
    notBefore: new Date(Date.now() - LOOK_BACK_MS),
  };
};
