/**
 * The contract put before a person. While it is pending it shows everything that will be executed, how success is judged,
 * how to undo it and who may decide; once decided, the buttons give way to what came of it: see `decided-card.ts`.
 */
import type { Expectation } from '../../../incidents/runbook.js';
import type { Proposal } from '../../../remediation/proposal.js';
import { formatDuration } from '../../../shared/duration.js';
import type { IncidentView, ProposalView } from '../../../workflows/reading/incident-view.js';
import { ACTIONS, COMMAND } from '../../ids.js';
import {
  bold,
  buttonRow,
  code,
  context,
  glue,
  isSlackUserId,
  label,
  mention,
  moment,
  paragraph,
  plain,
  preformatted,
  type Block,
  type ButtonContent,
  type Line,
  type MessageContent,
  type Span,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { buildDecidedCard } from './decided-card.js';
import { cleanText, cutText, escapeMrkdwn, revealHidden } from '../kit/escape.js';
import { mentionIds } from '../kit/mention-ids.js';
import { showWhole } from './proposal-details.js';
import { describeUndo } from './undo.js';
import { citation } from '../kit/words.js';

const TITLE = 150;
/** What is approved must be seen in full: a longer effect or longer arguments cannot be approved in Slack. */
const EFFECT = 1400;
const ARGUMENTS = 1400;
const OUTPUT = 1200;
const ROLLBACK = 400;
const APPROVER = 300;
const CITED = 4;
/** Slack's own limit. */
const CONFIRM_TEXT = 300;

export function buildProposalCard(view: ProposalView, { now }: Pick<IncidentView, 'now'>): MessageContent {
  const { proposal } = view;
  if (proposal.status !== 'pending') return fitMessage(buildDecidedCard(view, proposal.status));
  // The row may still say pending just after the time is over; a button that will be refused helps nobody.
  if (now >= proposal.expiresAt) return fitMessage(buildDecidedCard(view, 'expired'));
  return fitMessage(buildPendingCard(view));
}

function buildPendingCard(view: ProposalView): MessageContent {
  const { proposal, approvers } = view;
  const effect = buildEffect(proposal);
  const origin: Line =
    proposal.runbookId === null ? [] : [glue(', from runbook '), code(proposal.runbookId, 100)];
  return {
    text: `Approval wanted: ${escapeMrkdwn(proposal.title, TITLE)}`,
    blocks: [
      paragraph(
        [bold(`Proposed fix: ${proposal.title}`, TITLE)],
        [plain(proposal.rationale), glue(citation(proposal.evidenceIds, CITED))],
      ),
      preformatted([bold('Runs exactly this')], effect.text, EFFECT + ARGUMENTS + 1),
      paragraph([label('On'), plain(proposal.target.name, 200), ...origin]),
      ...dryRunBlocks(view),
      paragraph([label('Risk'), ...riskSpans(proposal)]),
      ...verificationBlocks(proposal.verification),
      ...approvalBlocks(proposal, approvers),
      ...(effect.isComplete ? [] : [paragraph([bold(TOO_LONG)])]),
      ...(approvers.length === 0 ? [] : [buttons(proposal, effect.isComplete)]),
    ],
  };
}

/** The effect and the action with its canonical arguments, every character visible. */
function buildEffect({ action, arguments: args, effect }: Proposal): { text: string; isComplete: boolean } {
  const given = Object.entries(args).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const shown = [revealHidden(effect), revealHidden(`${action}(${given.join(', ')})`)] as const;
  const text = `${cutText(shown[0], EFFECT)}\n${cutText(shown[1], ARGUMENTS)}`;
  return { text, isComplete: shown[0].length <= EFFECT && shown[1].length <= ARGUMENTS };
}

function dryRunBlocks(view: ProposalView): Block[] {
  const { dryRun } = view.proposal;
  const block = preformatted([bold('Dry run, nothing has changed yet')], dryRun, OUTPUT);
  return dryRun.length <= OUTPUT ? [block] : [block, showWhole(view, 'Show the whole dry run')];
}

function riskSpans(proposal: Proposal): Line {
  const { lead, how } = describeUndo(proposal);
  return how === ''
    ? [glue(`${proposal.risk}; ${lead}.`)]
    : [glue(`${proposal.risk}; ${lead}: `), plain(how, ROLLBACK)];
}

const COMPARED: Readonly<Record<Expectation['is']['operator'], string>> = {
  '<': 'below',
  '<=': 'at most',
  '>': 'above',
  '>=': 'at least',
  '==': 'exactly',
  '!=': 'other than',
};

function verificationBlocks(verification: Expectation | null): Block[] {
  if (verification === null)
    return [paragraph([label('Worked if'), glue('no check is defined; a person has to look.')])];
  const { query, is, withinSeconds, forSeconds } = verification;
  const held = forSeconds === 0 ? '' : ` and stays so for ${formatDuration(forSeconds * 1000)}`;
  const when = `within ${formatDuration(withinSeconds * 1000)}${held}`;
  return [
    preformatted(
      [label('Worked if'), plain(`this is ${COMPARED[is.operator]} ${is.value} ${when}`)],
      query,
      600,
    ),
  ];
}

/** Who may decide and until when, so that nobody else has to click to find out. */
function approvalBlocks({ expiresAt }: Proposal, approvers: readonly string[]): Block[] {
  if (approvers.length === 0) {
    return [
      paragraph([
        label('May approve'),
        glue('nobody yet. Whoever operates Firewatch has to name people under '),
        code('approvals.approvers'),
        glue(' in firewatch.yaml.'),
      ]),
    ];
  }
  return [
    paragraph([
      label('May approve'),
      ...approverSpans(approvers),
      glue(', until '),
      moment(expiresAt, '{time}'),
    ]),
    context('They alone decide. A click by anybody else changes nothing and is answered with the reason.'),
  ];
}

/** `U0ALICE`, `or whoever is on call`: Slack user ids become mentions, the rest stays words. */
function approverSpans(approvers: readonly string[]): Span[] {
  return approvers.flatMap((approver, index) => [
    glue(index === 0 ? '' : ', '),
    ...(isSlackUserId(approver) ? [mention(approver)] : mentionIds(approver, APPROVER)),
  ]);
}

const TOO_LONG =
  'It is too long to be shown in full, so it cannot be approved here. Reject it, or run it by hand.';

const REJECT_TEXT = `Nothing runs, and Firewatch does not propose this fix again in this incident. A new look may still propose another one: ${COMMAND} investigate.`;

function buttons(proposal: Proposal, isApprovable: boolean): Block {
  const reject: ButtonContent = {
    actionId: ACTIONS.rejectProposal,
    value: proposal.id,
    text: 'Reject',
    hint: 'Reject this fix; it asks once more, and nothing runs',
    confirm: {
      title: { type: 'plain_text', text: 'Reject this fix?' },
      text: { type: 'plain_text', text: REJECT_TEXT },
      confirm: { type: 'plain_text', text: 'Reject' },
      deny: { type: 'plain_text', text: 'Not now' },
    },
  };
  return buttonRow(...(isApprovable ? [approveButton(proposal)] : []), reject);
}

function approveButton({ id, title, effect, target, risk }: Proposal): ButtonContent {
  const question = `${cutText(title, 90)}: ${cutText(revealHidden(effect), 150)} on ${target.name}. Risk: ${risk}.`;
  return {
    actionId: ACTIONS.approveProposal,
    value: id,
    style: 'primary',
    text: 'Approve',
    hint: 'Approve this fix; it asks once more before it runs',
    confirm: {
      title: { type: 'plain_text', text: 'Run this now?' },
      text: { type: 'plain_text', text: cleanText(question, { max: CONFIRM_TEXT }) },
      confirm: { type: 'plain_text', text: 'Approve and run' },
      deny: { type: 'plain_text', text: 'Not now' },
      style: 'primary',
    },
  };
}
