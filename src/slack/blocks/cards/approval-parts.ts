/** Who may decide about a fix and how many have, under which rule, and what is in the way of everybody. */
import type { Proposal } from '../../../remediation/proposal.js';
import type { ProposalView } from '../../../workflows/reading/incident-view.js';
import { COMMAND } from '../../ids.js';
import {
  bold,
  code,
  context,
  glue,
  isSlackUserId,
  label,
  mention,
  moment,
  paragraph,
  personSpan,
  plain,
  type Block,
  type Line,
  type Span,
} from '../kit/block-kit.js';
import { escapeMrkdwn } from '../kit/escape.js';
import { mentionIds } from '../kit/mention-ids.js';
import { actorSpan } from '../kit/words.js';

const APPROVER = 300;
const REASON = 300;
const RULE = 100;

/** How many have approved, who may decide and until when, so that nobody else has to click to find out. */
export function approvalBlocks(view: ProposalView): Block[] {
  const { proposal, approvers, approvals } = view;
  if (approvers.length === 0) return [paragraph(nobody())];
  return [
    paragraph(...countLines(proposal.terms?.approvals ?? 1, approvals), [
      label('May approve'),
      ...approverSpans(approvers),
      ...exceptSpans(proposal),
      glue(', until '),
      moment(proposal.expiresAt, '{time}'),
    ]),
    context(`${ruleText(proposal)}A click by anybody else changes nothing.`),
  ];
}

/** Said only where one person is not enough, or somebody has approved. */
function countLines(wanted: number, approvals: ProposalView['approvals']): Line[] {
  const given = approvals.length;
  if (given === 0) return wanted === 1 ? [] : [[bold(`Needs ${wanted} people to approve`)]];
  const people = approvals.flatMap(({ slackUserId }, index) => [
    glue(index === 0 ? ': ' : ', '),
    personSpan(slackUserId),
  ]);
  return [[bold(`${given} of ${wanted} approved`), ...people]];
}

function nobody(): Line {
  return [
    label('May approve'),
    glue('nobody yet. Whoever operates Firewatch has to name people in policy.yaml, or under '),
    code('approvals.approvers'),
    glue(' in firewatch.yaml.'),
  ];
}

/** `U0ALICE`, `the group sre`, `whoever is on call`: Slack user ids become mentions, the rest stays words. */
export function approverSpans(approvers: readonly string[]): Span[] {
  return approvers.flatMap((approver, index) => [
    glue(index === 0 ? '' : index === approvers.length - 1 ? ' or ' : ', '),
    ...(isSlackUserId(approver) ? [mention(approver)] : mentionIds(approver, APPROVER)),
  ]);
}

function exceptSpans({ terms, proposedBy }: Proposal): Span[] {
  if (terms === null || terms.mayApproveOwn || proposedBy.kind !== 'person') return [];
  return [glue(' (not '), personSpan(proposedBy.id), glue(', who asked for it)')];
}

/** mrkdwn. */
function ruleText({ terms }: Proposal): string {
  if (terms === null) return '';
  return `Rule “${escapeMrkdwn(terms.rule, RULE)}” of policy ${escapeMrkdwn(terms.policyVersion, 20)}. `;
}

/** What is in the way of everybody, what ends it, and that the card changes by itself then. */
export function holdBlocks({ hold, proposal, emergencyApprovers }: ProposalView): Block[] {
  switch (hold?.kind) {
    case undefined:
      return [];
    case 'stopped':
      return [
        paragraph([
          bold('🚫 All actions are stopped'),
          ...(hold.by === null ? [] : [glue(' by '), actorSpan(hold.by)]),
          ...(hold.at === null ? [] : [glue(' since '), moment(hold.at, '{time}')]),
          ...(hold.reason === '' ? [] : [glue(': '), plain(withStop(hold.reason), REASON)]),
          glue(hold.reason === '' ? '. ' : ' '),
          code(`${COMMAND} actions resume`),
          glue(' allows them again; then this can be approved.'),
        ]),
      ];
    case 'stopped-by-operator':
      return [
        paragraph([
          bold('🚫 All actions are stopped'),
          glue(' where Firewatch runs. Whoever operates it can allow them again ('),
          code('FIREWATCH_ACTIONS'),
          glue(').'),
        ]),
      ];
    case 'frozen':
      return [
        paragraph([
          bold('❄️ Changes are frozen until'),
          glue(' '),
          moment(hold.until, '{date_short_pretty} {time}'),
          glue(' ('),
          plain(hold.name, RULE),
          glue('). '),
          ...(proposal.expiresAt < hold.until
            ? [
                glue('This expires before then; '),
                code(`${COMMAND} investigate`),
                glue(' proposes it again, if it still helps.'),
              ]
            : [glue('Then this can be approved.')]),
          ...(emergencyApprovers.length === 0
            ? []
            : [
                glue(' What cannot wait, '),
                ...approverSpans(emergencyApprovers),
                glue(' can approve in an emergency.'),
              ]),
        ]),
      ];
    case 'outdated':
      return [
        paragraph([
          bold('The policy has changed since this was proposed'),
          glue(', so it cannot be approved any more. '),
          code(`${COMMAND} investigate`),
          glue(' proposes it again under the new rules, if they allow it.'),
        ]),
      ];
  }
}

const withStop = (text: string) => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
