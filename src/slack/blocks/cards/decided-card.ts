/** A proposal that waits for nobody any more: what came of it, who decided and when, and what is left to do. */
import { wayBackOf } from '../../../remediation/way-back.js';
import { capitalize } from '../../../shared/text.js';
import type { ProposalView } from '../../../workflows/reading/incident-view.js';
import {
  bold,
  code,
  context,
  glue,
  label,
  paragraph,
  plain,
  preformatted,
  type Block,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { COMMAND } from '../../ids.js';
import { escapeMrkdwn, revealHidden } from '../kit/escape.js';
import { showWhole } from './proposal-details.js';
import { rollBackButton } from './roll-back-button.js';
import { describeUndo } from './undo.js';
import {
  decisionPart,
  noticeLines,
  progressBlocks,
  runPart,
  stopButton,
  type DecidedStatus,
} from './run-parts.js';

const TITLE = 150;
const OUTPUT = 1200;
const ROLLBACK = 400;
const EFFECT = 300;

const HEADLINES: Readonly<Record<DecidedStatus, string>> = {
  approved: '⏳ Approved, about to run: ',
  executing: '⏳ Running: ',
  verifying: '⏳ Ran, checking that it worked: ',
  verified: '✅ Worked: ',
  unverified: '⚠️ Ran, but the check did not pass: ',
  failed: '❌ Failed: ',
  unknown: '⚠️ Nobody knows whether it took effect: ',
  rejected: '🚫 Rejected, nothing was run: ',
  expired: '⌛ Expired, nothing was run: ',
  superseded: '↩️ Superseded, nothing was run: ',
  cancelled: '🚫 Stopped before it ran: ',
  shadow: '📝 Would have been proposed; nothing runs: ',
};

/** What a person has to do about it, where the outcome alone does not say so. */
const ADVICE: Readonly<Partial<Record<DecidedStatus, string>>> = {
  unverified: 'The incident stays open. Look at the evidence again.',
  failed: 'The incident stays open. Read the answer of the target before trying anything else.',
  unknown: 'Firewatch will not run it again. Look at the target first.',
};

const NOT_CHECKED = '⚠️ Ran, not verified: ';
const LOOK_AFTER_UNDO = 'The incident stays open. Look whether the target is as it was before.';

/** What follows for the rest of the incident. */
const AFTERWARDS: Readonly<Partial<Record<DecidedStatus, string>>> = {
  rejected: 'Firewatch does not propose it again in this incident. A new look may propose another fix: ',
  expired: 'A new look may propose it again: ',
};

/** Outcomes that only repeat the headline. */
const SAID_BY_HEADLINE: ReadonlySet<string> = new Set([
  'Rejected; nothing was run.',
  'Nobody decided in time.',
  'Stopped before it ran.',
]);

export function buildDecidedCard(view: ProposalView, status: DecidedStatus): MessageContent {
  const { proposal, execution } = view;
  const isUnchecked = status === 'unverified' && proposal.verification === null;
  const headline = isUnchecked ? NOT_CHECKED : HEADLINES[status];
  const advice = status === 'unverified' && proposal.undoes !== null ? LOOK_AFTER_UNDO : ADVICE[status];
  const afterwards = AFTERWARDS[status];
  const outcome = proposal.outcome ?? '';
  const isEffectWanted =
    advice === undefined && (execution !== null || status === 'approved' || status === 'shadow');
  const lines: Line[] = [
    [glue(headline), bold(proposal.title, TITLE)],
    ...(outcome === '' || SAID_BY_HEADLINE.has(outcome) ? [] : [[plain(outcome)]]),
    ...noticeLines(view, status),
    ...(advice
      ? [
          [label(status === 'failed' ? 'Approved' : 'Ran'), code(proposal.effect, EFFECT)],
          [bold(advice)],
          ...undoLines(view),
        ]
      : []),
    ...(afterwards === undefined ? [] : [[glue(afterwards), code(`${COMMAND} investigate`), glue('.')]]),
    ...(isEffectWanted ? [[code(proposal.effect, EFFECT)]] : []),
  ];
  const isOutputWanted =
    execution !== null && !outcome.includes(execution.output.trim()) && advice !== undefined;
  return {
    text: `${headline}${escapeMrkdwn(proposal.title, TITLE)}`,
    blocks: [
      paragraph(...lines),
      ...progressBlocks(view, status),
      ...(isOutputWanted ? answerBlocks(view, execution.output) : []),
      context(
        [
          decisionPart(view, status),
          ...runPart(execution),
          `on ${escapeMrkdwn(proposal.target.name, 120)}`,
        ].join(' · '),
      ),
      ...stopButton(view, status),
      ...rollBackButton(view),
    ],
  };
}

function answerBlocks(view: ProposalView, output: string): Block[] {
  const block = preformatted([bold('The target answered')], output, OUTPUT);
  return output.length <= OUTPUT ? [block] : [block, showWhole(view, 'Show the whole answer')];
}

/** Nothing of a roll-back: what it took back is the fix. */
function undoLines({ proposal, execution }: ProposalView): Line[] {
  const undo = execution === null ? proposal.undo : wayBackOf(proposal, execution);
  if (undo !== null) return [[label('To take it back'), code(revealHidden(undo.effect), ROLLBACK)]];
  if (proposal.undoes !== null) return [];
  const { lead, how } = describeUndo(proposal);
  return [how === '' ? [glue(`${capitalize(lead)}.`)] : [label(capitalize(lead)), plain(how, ROLLBACK)]];
}
