/**
 * The contract put before a person. While it is pending it shows everything that will be executed and how success is
 * judged; once decided, the buttons give way to who decided, when, and what happened.
 */
import type { types } from '@slack/bolt';
import { formatComparison, type Expectation } from '../../incidents/runbook.js';
import type { Proposal, ProposalStatus } from '../../remediation/proposal.js';
import type { IncidentView, ProposalView } from '../../workflows/incident-view.js';
import { ACTIONS } from '../ids.js';
import {
  bold,
  code,
  context,
  glue,
  isSlackUserId,
  label,
  mention,
  moment,
  mrkdwnMoment,
  paragraph,
  plain,
  preformatted,
  type Block,
  type Line,
  type MessageContent,
  type Span,
} from './block-kit.js';
import { fitMessage } from './budget.js';
import { cleanText, cutText, escapeMrkdwn, revealHidden } from './escape.js';
import { actorMrkdwn, citation, formatDuration } from './words.js';

const TITLE = 150;
/** What is approved must be seen in full: a longer effect or longer arguments cannot be approved in Slack. */
const EFFECT = 1400;
const ARGUMENTS = 1400;
const OUTPUT = 1200;
/** Slack's own limit. */
const CONFIRM_TEXT = 300;

export function buildProposalCard(view: ProposalView, { now }: Pick<IncidentView, 'now'>): MessageContent {
  const { proposal } = view;
  if (proposal.status !== 'pending') return fitMessage(buildDecidedCard(view, proposal.status));
  // The row may still say pending just after the time is over; a button that will be refused helps nobody.
  if (now >= proposal.expiresAt) return fitMessage(buildDecidedCard(view, 'expired'));
  return fitMessage(buildPendingCard(view));
}

function buildPendingCard({ proposal, approvers }: ProposalView): MessageContent {
  const effect = buildEffect(proposal);
  const lines: Line[] = [
    [bold(`Proposed fix: ${proposal.title}`, TITLE)],
    [plain(proposal.rationale), glue(citation(proposal.evidenceIds))],
  ];
  return {
    text: `Approval wanted: ${escapeMrkdwn(proposal.title, TITLE)}`,
    blocks: [
      paragraph(...lines),
      preformatted([bold('Runs exactly this')], effect.text, EFFECT + ARGUMENTS + 1),
      paragraph(
        [
          label('Risk'),
          plain(`${proposal.risk}, ${proposal.isReversible ? 'can be undone' : 'cannot be undone'}`),
        ],
        [label('Target'), plain(proposal.target.name, 200)],
      ),
      preformatted([bold('Dry run')], proposal.dryRun, OUTPUT),
      ...verificationBlocks(proposal.verification),
      paragraph(
        [label('To undo'), plain(proposal.rollback, 400)],
        [label('May approve'), ...approverSpans(approvers)],
        [
          label('Expires'),
          moment(proposal.expiresAt, '{time}'),
          ...(proposal.runbookId === null ? [] : [glue(' · from runbook '), code(proposal.runbookId, 100)]),
        ],
      ),
      ...(effect.isComplete ? [] : [paragraph([bold(TOO_LONG)])]),
      buttons(proposal, effect.isComplete),
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

function verificationBlocks(verification: Expectation | null): Block[] {
  if (verification === null)
    return [paragraph([label('Worked if'), plain('no check is defined; a person has to look')])];
  const { query, is, withinSeconds, forSeconds } = verification;
  const held = forSeconds === 0 ? '' : ` and stays so for ${formatDuration(forSeconds * 1000)}`;
  const when = `within ${formatDuration(withinSeconds * 1000)}${held}`;
  return [preformatted([bold(`Worked if, ${when}`)], `${query}  ${formatComparison(is)}`, 400)];
}

/** `U0ALICE`, `or whoever is on call`: Slack user ids become mentions, the rest stays words. */
function approverSpans(approvers: readonly string[]): Span[] {
  if (approvers.length === 0) return [plain('nobody is configured; see the approval policy')];
  return approvers.flatMap((approver, index) => [glue(index === 0 ? '' : ', '), ...mentionIds(approver)]);
}

function mentionIds(approver: string): Span[] {
  if (isSlackUserId(approver)) return [mention(approver)];
  return approver
    .split(/\b([UW](?=[A-Z0-9]*\d)[A-Z0-9]{4,30})\b/)
    .map((part, index) => (index % 2 === 1 ? mention(part) : glue(cleanAround(part))));
}

/** Cleans words between mentions without losing the spaces next to them. */
function cleanAround(words: string): string {
  const inner = cleanText(words, { max: 300 });
  return `${/^\s/.test(words) ? ' ' : ''}${inner}${/\s$/.test(words) && inner !== '' ? ' ' : ''}`;
}

const TOO_LONG =
  'It is too long to be shown in full, so it cannot be approved here. Reject it, or run it by hand.';

function buttons(proposal: Proposal, isApprovable: boolean): Block {
  return {
    type: 'actions',
    elements: [...(isApprovable ? [approveButton(proposal)] : []), rejectButton(proposal)],
  };
}

function approveButton({ id, title, effect, target, risk }: Proposal): types.Button {
  const question = `${cutText(title, 90)}: ${cutText(revealHidden(effect), 150)} on ${target.name}. Risk: ${risk}.`;
  return {
    type: 'button',
    action_id: ACTIONS.approveProposal,
    value: id,
    style: 'primary',
    text: { type: 'plain_text', text: 'Approve' },
    accessibility_label: 'Approve this fix; it asks once more before it runs',
    confirm: {
      title: { type: 'plain_text', text: 'Run this now?' },
      text: { type: 'plain_text', text: cleanText(question, { max: CONFIRM_TEXT }) },
      confirm: { type: 'plain_text', text: 'Approve and run' },
      deny: { type: 'plain_text', text: 'Not now' },
      style: 'primary',
    },
  };
}

function rejectButton({ id }: Proposal): types.Button {
  return {
    type: 'button',
    action_id: ACTIONS.rejectProposal,
    value: id,
    text: { type: 'plain_text', text: 'Reject' },
    accessibility_label: 'Reject this fix; nothing runs',
  };
}

const HEADLINES: Readonly<Record<Exclude<ProposalStatus, 'pending'>, string>> = {
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
};

/** What a person has to do about it, where the outcome alone does not say so. */
const ADVICE: Readonly<Partial<Record<ProposalStatus, string>>> = {
  unverified: 'The incident stays open. Look at the evidence again, or undo it.',
  failed: 'The incident stays open. Read the answer of the target before trying anything else.',
  unknown: 'Firewatch will not run it again. Look at the target first.',
};

function buildDecidedCard(
  { proposal, execution }: ProposalView,
  status: Exclude<ProposalStatus, 'pending'>,
): MessageContent {
  const lines: Line[] = [[glue(HEADLINES[status]), bold(proposal.title, TITLE)]];
  if (proposal.outcome !== null && proposal.outcome !== '') lines.push([plain(proposal.outcome)]);
  const advice = ADVICE[status];
  if (advice) lines.push([bold(advice)], [label('To undo'), plain(proposal.rollback, 400)]);
  lines.push([code(proposal.effect, 300)]);
  const isOutputWanted = execution !== null && execution.output !== '' && advice !== undefined;
  return {
    text: `${HEADLINES[status]}${escapeMrkdwn(proposal.title, TITLE)}`,
    blocks: [
      paragraph(...lines),
      ...(isOutputWanted ? [preformatted([bold('The target answered')], execution.output, OUTPUT)] : []),
      context(`${decisionLine(proposal, status)} · target ${escapeMrkdwn(proposal.target.name, 120)}`),
    ],
  };
}

function decisionLine({ decidedBy, decidedAt, expiresAt }: Proposal, status: ProposalStatus): string {
  if (status === 'expired') return `Nobody decided before ${mrkdwnMoment(expiresAt)}`;
  if (decidedBy === null || decidedAt === null) return 'Nobody decided it';
  const verb = status === 'rejected' ? 'Rejected' : status === 'superseded' ? 'Replaced' : 'Approved';
  return `${verb} by ${actorMrkdwn(decidedBy)} at ${mrkdwnMoment(decidedAt, '{time_secs}')}`;
}
