/** What can be clicked under a fix that waits. A button that would be refused whoever clicks it is not there. */
import type { Proposal } from '../../../remediation/proposal.js';
import type { ProposalView } from '../../../workflows/reading/incident-view.js';
import { ACTIONS, COMMAND } from '../../ids.js';
import { buttonRow, type Block, type ButtonContent } from '../kit/block-kit.js';
import { cleanText, cutText, revealHidden } from '../kit/escape.js';

/** Slack's own limit. */
const CONFIRM_TEXT = 300;
const REJECT_TEXT = `Nothing runs, and Firewatch does not propose this fix again in this incident. A new look may still propose another one: ${COMMAND} investigate.`;

/** `isApprovable`: all that would run can be seen. */
export function proposalButtons(view: ProposalView, isApprovable: boolean): Block[] {
  const mayApprove = isApprovable && view.hold === null && view.approvers.length > 0;
  const contents = [
    ...(mayApprove ? [approveButton(view)] : []),
    ...(view.approvers.length > 0 ? [rejectButton(view.proposal)] : []),
    ...(isApprovable && hasEmergency(view) ? [emergencyButton(view.proposal)] : []),
  ];
  return contents.length === 0 ? [] : [buttonRow(...contents)];
}

/** Where the policy names people for it, and the ordinary way is closed or takes more than one person. */
export function hasEmergency({ proposal, hold, emergencyApprovers, approvers }: ProposalView): boolean {
  if (emergencyApprovers.length === 0 || approvers.length === 0) return false;
  return hold === null ? (proposal.terms?.approvals ?? 1) > 1 : hold.kind === 'frozen';
}

function approveButton({ proposal, approvals }: ProposalView): ButtonContent {
  const { id, title, effect, target, risk, terms } = proposal;
  const left = (terms?.approvals ?? 1) - approvals.length - 1;
  const question = `${cutText(title, 80)}: ${cutText(revealHidden(effect), 130)} on ${cutText(target.name, 60)}. Risk: ${risk}.`;
  const more =
    left > 0
      ? ` It runs once ${left === 1 ? 'one more person has' : `${left} more people have`} approved.`
      : '';
  return {
    actionId: ACTIONS.approveProposal,
    value: id,
    style: 'primary',
    text: 'Approve',
    hint:
      left > 0
        ? 'Approve this fix; it asks once more, and others have to approve too'
        : 'Approve this fix; it asks once more before it runs',
    confirm: {
      title: { type: 'plain_text', text: left > 0 ? 'Approve this?' : 'Run this now?' },
      text: { type: 'plain_text', text: cleanText(`${question}${more}`, { max: CONFIRM_TEXT }) },
      confirm: { type: 'plain_text', text: left > 0 ? 'Approve' : 'Approve and run' },
      deny: { type: 'plain_text', text: 'Not now' },
      style: 'primary',
    },
  };
}

function rejectButton({ id }: Proposal): ButtonContent {
  return {
    actionId: ACTIONS.rejectProposal,
    value: id,
    text: 'Reject',
    hint: 'Reject this fix; it asks once more, and nothing runs',
    confirm: {
      title: { type: 'plain_text', text: 'Reject this fix?' },
      text: { type: 'plain_text', text: REJECT_TEXT },
      confirm: { type: 'plain_text', text: 'Reject' },
      deny: { type: 'plain_text', text: 'Not now' },
    },
  };
}

/** Opens the form that asks for the reason. */
function emergencyButton({ incidentId, id }: Proposal): ButtonContent {
  return {
    actionId: ACTIONS.breakGlass,
    value: `${incidentId}:${id}`,
    style: 'danger',
    text: 'Emergency …',
    hint: 'Approve it past the rules; it asks for a reason that all will read',
  };
}
