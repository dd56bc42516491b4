/**
 * Every function that turns untrusted text into something for Slack, as one table. Whoever writes a builder adds a row; a
 * test compares the table with what `src/slack/blocks` exports.
 */
import {
  briefSubject,
  INCIDENT_ROLES,
  type IncidentRole,
  type RoleAssignment,
} from '../../src/incidents/roles.js';
import type { Question, QuestionStatus } from '../../src/incidents/question.js';
import type { ProposalStatus } from '../../src/remediation/proposal.js';
import { buildAnswer, buildAnswerMarkdown } from '../../src/slack/blocks/answers/answer.js';
import { buildEvidenceDetails } from '../../src/slack/blocks/cards/evidence-details.js';
import { buildEvidenceMessage } from '../../src/slack/blocks/cards/evidence-message.js';
import type { StormId } from '../../src/shared/ids.js';
import { buildStormCard } from '../../src/slack/blocks/cards/storm-card.js';
import { buildSameCause } from '../../src/slack/blocks/cards/same-cause.js';
import { buildIncidentCard } from '../../src/slack/blocks/cards/incident-card.js';
import { buildIncidentList, buildResolvedList } from '../../src/slack/blocks/answers/incident-list.js';
import { buildNote } from '../../src/slack/blocks/cards/note.js';
import { buildProposalCard } from '../../src/slack/blocks/cards/proposal-card.js';
import { buildProposalDetails } from '../../src/slack/blocks/cards/proposal-details.js';
import { buildRoleBrief } from '../../src/slack/blocks/cards/role-brief.js';
import { buildStatusReminder, buildStatusUpdate } from '../../src/slack/blocks/cards/status-update.js';
import { buildHome } from '../../src/slack/home/home-view.js';
import type { IncidentView } from '../../src/workflows/reading/incident-view.js';
import {
  ANALYSIS,
  INCIDENT_ID,
  NOW,
  resolvedView,
  sampleExecution,
  sampleIncident,
  sampleProposal,
  sampleProposalView,
  sampleView,
} from '../../test/slack/sample-view.js';
import { similarRow } from '../../test/slack/recall-rows.js';
import { sameCause } from '../../test/slack/sample-same-cause.js';
import { ANSWER_BUILDERS } from './answer-builders.js';
import { DIGEST_BUILDERS } from './digest-builders.js';
import { SERVICE_BUILDERS } from './service-builders.js';
import { asMessage, type BuilderRow } from './builder-row.js';
import type { Allowed } from './check-message.js';

const ALICE = { kind: 'person', id: 'U0ALICE' } as const;
const THREAD = 'https://workspace.slack.test/archives/C0INCIDENTS/p1';

/** People and addresses of the samples: what may be alive. */
export const ALLOWED: Allowed = {
  ids: new Set(['U0ALICE', 'U0BOB', 'C0INCIDENTS']),
  urls: new Set([THREAD]),
};

const assignment = (role: IncidentRole): RoleAssignment => ({
  incidentId: INCIDENT_ID,
  role,
  slackUserId: 'U0ALICE',
  assignedBy: ALICE,
  assignedAt: NOW,
});

/** As much as a view can hold. */
function fullView(): IncidentView {
  return sampleView({
    analysis: { ...ANALYSIS, by: 'model', model: 'a model', note: 'a note' },
    roles: INCIDENT_ROLES.map(assignment),
  });
}

const question = (status: QuestionStatus): Question => ({
  id: 'Q1',
  incidentId: INCIDENT_ID,
  incidentNumber: 12,
  askedBy: 'U0ALICE',
  question: 'why?',
  answer: 'because',
  people: [],
  steps: [],
  status,
  note: 'a note',
  sources: [
    { id: 'E1', statement: 'one' },
    { id: 'E2', statement: 'two' },
  ],
  askedAt: NOW,
  answeredAt: NOW,
});

/** One for each way a card looks. */
const PROPOSAL_STATUSES = [
  'pending',
  'executing',
  'verified',
  'failed',
  'expired',
] as const satisfies readonly ProposalStatus[];

export const BUILDERS: readonly BuilderRow[] = [
  ...ANSWER_BUILDERS,
  ...SERVICE_BUILDERS,
  ...DIGEST_BUILDERS,
  {
    name: 'incident card',
    covers: ['buildIncidentCard'],
    build: (poison) => asMessage(buildIncidentCard(poison(fullView()))),
  },
  {
    name: 'incident card before the analysis',
    covers: ['buildIncidentCard'],
    build: (poison) =>
      asMessage(buildIncidentCard(poison(sampleView({ analysis: null, evidence: [], proposals: [] })))),
  },
  {
    name: 'resolved card',
    covers: ['buildIncidentCard', 'buildResolvedCard'],
    build: (poison) => asMessage(buildIncidentCard(poison(resolvedView()))),
  },
  {
    name: 'merged card',
    covers: ['buildIncidentCard', 'buildResolvedCard'],
    build: (poison) =>
      asMessage(buildIncidentCard(poison({ ...resolvedView(), mergedInto: sampleIncident() }))),
  },
  {
    name: 'same cause',
    covers: ['buildSameCause'],
    build: (poison) =>
      asMessage(
        buildSameCause({ incident: poison(sampleIncident()), same: poison(sameCause()) }, () => null),
      ),
  },
  {
    name: 'storm',
    covers: ['buildStormCard'],
    build: (poison) =>
      asMessage(
        buildStormCard({
          id: INCIDENT_ID as string as StormId,
          beganAt: NOW,
          lastOpenedAt: NOW,
          total: 12,
          unresolved: 11,
          untaken: 1,
          queue: [poison(sampleIncident()), poison(sampleIncident({ number: 13 }))],
          threads: new Map(),
        }),
      ),
  },
  {
    name: 'evidence',
    covers: ['buildEvidenceMessage'],
    build: (poison) => asMessage(buildEvidenceMessage(poison(fullView()))),
  },
  {
    name: 'past incidents in the evidence',
    covers: ['buildEvidenceMessage'],
    build: (poison) => {
      const told = { cause: poison('a cause'), fix: poison('a fix'), reasons: [poison('a reason')] };
      const evidence = [similarRow('E1', 7, told), similarRow('E2', 5, { ...told, cause: null, fix: null })];
      return asMessage(buildEvidenceMessage(sampleView({ evidence }), () => THREAD));
    },
  },
  {
    name: 'all evidence',
    covers: ['buildEvidenceDetails'],
    build: (poison) => asMessage(buildEvidenceDetails(poison(fullView()), 1)),
  },
  {
    name: 'note',
    covers: ['buildNote'],
    build: (poison) =>
      asMessage(
        buildNote({ at: NOW, text: poison('a note'), actor: { kind: 'system', id: poison('pagerduty') } }),
      ),
  },
  {
    name: 'incident list',
    covers: ['buildIncidentList'],
    build: (poison) =>
      asMessage(
        buildIncidentList(poison([sampleIncident(), sampleIncident({ number: 13 })]), { hasMore: true }),
      ),
  },
  {
    name: 'resolved incidents',
    covers: ['buildResolvedList'],
    build: (poison) => asMessage(buildResolvedList(poison([resolvedView().incident]))),
  },
  {
    name: 'all of a proposal',
    covers: ['buildProposalDetails'],
    build: (poison) => asMessage(buildProposalDetails(poison(sampleProposalView({}, sampleExecution())), 1)),
  },
  ...PROPOSAL_STATUSES.map((status): BuilderRow => ({
    name: `proposal ${status}`,
    covers: ['buildProposalCard', 'buildDecidedCard'],
    build: (poison) =>
      asMessage(
        buildProposalCard(
          poison(
            sampleProposalView(
              { status, decidedBy: ALICE, decidedAt: NOW, outcome: 'as it was' },
              sampleExecution(),
            ),
          ),
          { now: NOW },
        ),
      ),
  })),
  ...(['answering', 'answered'] as const).map((status): BuilderRow => ({
    name: `question ${status}`,
    covers: ['buildAnswer'],
    build: (poison) => asMessage(buildAnswer(poison(question(status)))),
  })),
  {
    name: 'streamed answer',
    covers: ['buildAnswerMarkdown'],
    build: (poison) => ({ kind: 'markdown', text: buildAnswerMarkdown(poison(question('answering'))) }),
  },
  ...INCIDENT_ROLES.map((role): BuilderRow => ({
    name: `instructions of ${role}`,
    covers: ['buildRoleBrief'],
    build: (poison) => {
      const content = buildRoleBrief(poison(fullView()), briefSubject(assignment(role)), { thread: THREAD });
      if (!content) throw new Error(`There are no instructions for ${role}.`);
      return asMessage(content);
    },
  })),
  {
    name: 'status update',
    covers: ['buildStatusUpdate'],
    build: (poison) =>
      asMessage(buildStatusUpdate({ at: NOW, text: poison('better'), actor: ALICE }, poison(sampleView()))),
  },
  {
    name: 'status reminder',
    covers: ['buildStatusReminder'],
    build: (poison) => asMessage(buildStatusReminder(poison(fullView()))),
  },
  {
    name: 'Home tab',
    covers: ['buildHome'],
    build: (poison) => ({
      kind: 'view',
      view: buildHome({
        ...poison({
          queue: [sampleIncident(), sampleIncident({ number: 13 })],
          activeCount: 2,
          heldBack: { windows: [], alerts: [], alertCount: 0, now: new Date() },
          commanders: new Map(),
          myRoles: [{ incident: sampleIncident(), role: 'commander' as const }],
          updatesDue: [{ incident: sampleIncident(), dueAt: NOW }],
          recentlyResolved: [resolvedView().incident],
          now: NOW,
        }),
        approvals: [{ incident: poison(sampleIncident()), proposal: poison(sampleProposal()), link: THREAD }],
        threads: new Map([[INCIDENT_ID, THREAD]]),
        connections: [
          {
            name: 'Metrics',
            status: 'failing',
            lastSuccessAt: NOW,
            lastFailureAt: NOW,
            problem: poison('it said no'),
          },
        ],
      }),
    }),
  },
];
