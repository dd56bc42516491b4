/** Every kind of message. */
import type { MessageKind } from '../../../incidents/ports/message.js';
import { buildEvidenceMessage } from '../../blocks/cards/evidence-message.js';
import { buildIncidentCard } from '../../blocks/cards/incident-card.js';
import { buildProposalCard } from '../../blocks/cards/proposal-card.js';
import { buildRoleBrief } from '../../blocks/cards/role-brief.js';
import { buildStatusReminder } from '../../blocks/cards/status-update.js';
import { renderAuditAnchor } from './audit-anchor.js';
import { renderAnswer } from './answer.js';
import { renderChart } from './chart.js';
import { renderDigest } from './digest.js';
import { renderHome } from './home.js';
import { renderNote } from './note.js';
import { renderPostmortem } from './postmortem.js';
import { renderWeeklyDigest } from './weekly-digest.js';
import { ofIncident, type Renderer } from './renderer.js';
import { renderSameCause } from './same-cause.js';
import { renderStorm } from './storm.js';

export const renderers: Readonly<Record<MessageKind, Renderer>> = {
  incident_card: ofIncident((view) => buildIncidentCard(view)),
  evidence: ofIncident((view, _, { linkTo }) => buildEvidenceMessage(view, linkTo)),
  chart: renderChart,
  proposal: ofIncident((view, { subjectId, ts, isUncertain }) => {
    const proposal = view.proposals.find((candidate) => candidate.proposal.id === subjectId);
    // It was withdrawn before anybody saw it: a dead card would only be in the way.
    if (proposal?.proposal.status === 'superseded' && ts === null && isUncertain === false) return undefined;
    return proposal && buildProposalCard(proposal, view);
  }),
  same_cause: renderSameCause,
  note: renderNote,
  status_reminder: ofIncident((view) => buildStatusReminder(view)),
  role_brief: ofIncident((view, { subjectId }, { linkTo }) => {
    const { thread } = view;
    return buildRoleBrief(view, subjectId ?? '', {
      thread: (thread && linkTo?.(thread.channel, thread.ts)) ?? null,
    });
  }),
  answer: renderAnswer,
  postmortem: renderPostmortem,
  digest: renderDigest,
  storm_card: renderStorm,
  audit_anchor: renderAuditAnchor,
  weekly_digest: renderWeeklyDigest,
  home: renderHome,
};
