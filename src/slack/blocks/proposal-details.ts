/** What a dry run printed and what the target answered, in full, for one person's eyes. */
import type { ProposalView } from '../../workflows/incident-view.js';
import { ACTIONS } from '../ids.js';
import { bold, buttonRow, paragraph, preformatted, type Block, type MessageContent } from './block-kit.js';
import { fitMessage, splitPages } from './budget.js';
import { cleanText, escapeMrkdwn } from './escape.js';

const TITLE = 150;
/** One block takes 3,000 characters. */
const PIECE = 2800;
/** Nobody reads more in Slack; the stores keep it all. */
const MAX = 60_000;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The button under a text that was cut. */
export function showWhole({ proposal }: ProposalView, text: string): Block {
  return buttonRow({
    actionId: ACTIONS.showMore,
    value: `${proposal.incidentId}:1:${proposal.id}`,
    text,
    hint: `${text}, for your eyes only`,
  });
}

/** `page` counts from 1; one that does not exist shows the last. */
export function buildProposalDetails({ proposal, execution }: ProposalView, page: number): MessageContent {
  const pages = splitPages([
    ...textBlocks('Dry run', proposal.dryRun),
    ...(execution && execution.output !== '' ? textBlocks('The target answered', execution.output) : []),
  ]);
  const number = Math.min(Math.max(1, Math.trunc(page) || 1), pages.length);
  const place = pages.length === 1 ? '' : `, page ${number} of ${pages.length}`;
  return fitMessage({
    text: `${escapeMrkdwn(proposal.title, TITLE)}: in full${place}`,
    blocks: [
      paragraph([bold(`${cleanText(proposal.title, { max: TITLE })}: in full${place}`, TITLE + 50)]),
      ...(pages[number - 1] ?? []),
      ...(number < pages.length
        ? [
            buttonRow({
              actionId: ACTIONS.showMore,
              value: `${proposal.incidentId}:${number + 1}:${proposal.id}`,
              text: `Show page ${number + 1}`,
            }),
          ]
        : []),
    ],
  });
}

function textBlocks(heading: string, value: string): Block[] {
  const pieces = splitText(cleanText(value, { max: MAX, multiline: true }));
  return pieces.map((piece, index) =>
    preformatted([bold(index === 0 ? heading : `${heading}, continued`)], piece, PIECE),
  );
}

/** Between graphemes. */
function splitText(text: string): readonly string[] {
  const pieces = [''];
  for (const { segment } of segmenter.segment(text)) {
    const last = pieces.length - 1;
    const piece = `${pieces[last] ?? ''}${segment}`;
    if (piece.length <= PIECE) pieces[last] = piece;
    else pieces.push(segment);
  }
  return pieces;
}
