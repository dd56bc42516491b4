/** Who decided about a fix, how far it is while it runs, and the button that stops it. */
import type { Proposal, ProposalStatus } from '../../../remediation/proposal.js';
import type { ProposalView } from '../../../workflows/reading/incident-view.js';
import { ACTIONS } from '../../ids.js';
import { actorSpan, actorMrkdwn, formatSpentTime } from '../kit/words.js';
import {
  bold,
  buttonRow,
  glue,
  label,
  moment,
  mrkdwnMention,
  mrkdwnMoment,
  plain,
  preformatted,
  type Block,
  type Line,
} from '../kit/block-kit.js';
import { escapeMrkdwn } from '../kit/escape.js';

/** The newest lines; older ones are in the output when it is over. */
const LINES = 6;
const PROGRESS = 1000;
const RULE = 100;
const REASON = 500;

export type DecidedStatus = Exclude<ProposalStatus, 'pending'>;

/** mrkdwn. */
export function decisionPart({ proposal, approvals }: ProposalView, status: DecidedStatus): string {
  const { decidedBy, decidedAt, expiresAt, terms } = proposal;
  const people = approvals.map(({ slackUserId }) => mrkdwnMention(slackUserId)).join(', ');
  if (status === 'shadow')
    return `Rule “${escapeMrkdwn(terms?.rule ?? '', RULE)}” only writes down what would have been done`;
  if (status === 'expired' && people !== '')
    return `Approved by ${people}, ${approvals.length} of ${terms?.approvals ?? 1}, before ${mrkdwnMoment(expiresAt)}`;
  if (status === 'expired') return `Nobody decided before ${mrkdwnMoment(expiresAt)}`;
  if (decidedBy === null || decidedAt === null) return 'Nobody decided it';
  const at = `at ${mrkdwnMoment(decidedAt, '{time_secs}')}`;
  if (decidedBy.kind !== 'person')
    return proposal.undoes === null
      ? `By itself, because a person promoted this step, ${at}`
      : `By itself, because the policy takes back what does not work, ${at}`;
  if (status === 'rejected') return `By ${actorMrkdwn(decidedBy)} ${at}`;
  if (status === 'cancelled')
    return `Stopped by ${actorMrkdwn(decidedBy)} ${at}${people === '' ? '' : ` · approved by ${people}`}`;
  const isEmergency = approvals.some(({ breakGlassReason }) => breakGlassReason !== null);
  const how = isEmergency ? 'Approved past the rules by' : 'Approved by';
  return `${how} ${people === '' ? actorMrkdwn(decidedBy) : people} ${at}`;
}

/** mrkdwn; nothing when it never ran. */
export function runPart(execution: ProposalView['execution']): string[] {
  if (execution === null) return [];
  const { startedAt, finishedAt } = execution;
  return finishedAt === null
    ? [`running since ${mrkdwnMoment(startedAt, '{time_secs}')}`]
    : [`ran for ${formatSpentTime(finishedAt.getTime() - startedAt.getTime())}`];
}

/** Why it was approved past the rules, and that it is being stopped. */
export function noticeLines({ execution, approvals, startsAt }: ProposalView, status: DecidedStatus): Line[] {
  const reason = approvals.find(({ breakGlassReason }) => breakGlassReason !== null)?.breakGlassReason;
  const stoppedBy = status === 'executing' ? (execution?.cancelledBy ?? null) : null;
  return [
    ...(startsAt
      ? [
          [
            bold('It runs by itself at'),
            glue(' '),
            moment(startsAt, '{time_secs}'),
            glue(' '),
            bold('unless somebody stops it.'),
          ],
        ]
      : []),
    ...(reason ? [[label('Emergency'), plain(reason, REASON)] satisfies Line] : []),
    ...(stoppedBy
      ? [[glue('🛑 Being stopped: '), actorSpan(stoppedBy), glue(' wants it.')] satisfies Line]
      : []),
  ];
}

export function progressBlocks({ execution }: ProposalView, status: DecidedStatus): Block[] {
  if (status !== 'executing' || execution === null || execution.progress === '') return [];
  const lines = execution.progress.split('\n');
  return [preformatted([bold('So far')], lines.slice(-LINES).join('\n'), PROGRESS)];
}

export function stopButton({ proposal, execution }: ProposalView, status: DecidedStatus): Block[] {
  const isUnderWay = status === 'approved' || (status === 'executing' && !execution?.cancelledBy);
  return isUnderWay ? [buttonRow(stopContent(proposal, status))] : [];
}

function stopContent({ id }: Proposal, status: DecidedStatus) {
  const text =
    status === 'approved'
      ? 'If it has not begun, nothing is run. If it has, it is broken off, and somebody has to look at the target.'
      : 'It is broken off. What it did until then may have taken effect, so somebody has to look at the target.';
  return {
    actionId: ACTIONS.cancelProposal,
    value: id,
    style: 'danger',
    text: 'Stop',
    hint: 'Stop this fix; it asks once more',
    confirm: {
      title: { type: 'plain_text', text: 'Stop this fix?' },
      text: { type: 'plain_text', text },
      confirm: { type: 'plain_text', text: 'Stop it' },
      deny: { type: 'plain_text', text: 'Let it run' },
      style: 'danger',
    },
  } as const;
}
