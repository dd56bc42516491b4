/** What a dry run printed and what the target answered, in full, for one person's eyes. */
import type { Proposal } from '../../../remediation/proposal.js';
import type { ProposalView } from '../../../workflows/reading/incident-view.js';
import { ACTIONS } from '../../ids.js';
import { bold, buttonRow, preformatted, type Block, type MessageContent } from '../kit/block-kit.js';
import { cleanText, graphemeBorder } from '../kit/escape.js';
import { showPage } from '../kit/pages.js';

const TITLE = 150;
/** One block takes 3,000 characters. */
const PIECE = 2800;
/** Nobody reads more in Slack; the stores keep it all. */
const MAX = 60_000;

/** The button under a text that was cut. */
export function showWhole({ proposal }: ProposalView, text: string): Block {
  return buttonRow({
    actionId: ACTIONS.showMore,
    value: pageValue(proposal, 1),
    text,
    hint: `${text}, for your eyes only`,
  });
}

/** `page` counts from 1; one that does not exist shows the last. */
export function buildProposalDetails({ proposal, execution }: ProposalView, page: number): MessageContent {
  const blocks = [
    ...textBlocks('Dry run', proposal.dryRun),
    ...(execution && execution.output !== '' ? textBlocks('The target answered', execution.output) : []),
  ];
  return showPage(`${cleanText(proposal.title, { max: TITLE })}: in full`, blocks, {
    page,
    valueOf: (number) => pageValue(proposal, number),
  });
}

const pageValue = ({ incidentId, id }: Proposal, page: number) => `${incidentId}:${page}:${id}`;

function textBlocks(heading: string, value: string): Block[] {
  const pieces = splitText(cleanText(value, { max: MAX, multiline: true }));
  return pieces.map((piece, index) =>
    preformatted([bold(index === 0 ? heading : `${heading}, continued`)], piece, PIECE),
  );
}

/** Between graphemes. */
function splitText(text: string): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > PIECE) {
    const window = rest.slice(0, PIECE * 2);
    const end = graphemeBorder(window, PIECE) || PIECE;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}
