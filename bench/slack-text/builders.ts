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
import { buildAnswer, buildAnswerMarkdown } from '../../src/slack/blocks/answer.js';
import type { MessageContent } from '../../src/slack/blocks/block-kit.js';
import { buildEvidenceDetails } from '../../src/slack/blocks/evidence-details.js';
import { buildEvidenceMessage } from '../../src/slack/blocks/evidence-message.js';
import { buildHelp } from '../../src/slack/blocks/help.js';
import { buildIncidentCard } from '../../src/slack/blocks/incident-card.js';
import { buildIncidentList } from '../../src/slack/blocks/incident-list.js';
import { buildNote } from '../../src/slack/blocks/note.js';
import { buildProposalCard } from '../../src/slack/blocks/proposal-card.js';
import { buildRoleBrief } from '../../src/slack/blocks/role-brief.js';
import { buildStatusReminder, buildStatusUpdate } from '../../src/slack/blocks/status-update.js';
import { COMMANDS } from '../../src/slack/commands/index.js';
import { sayPlainly } from '../../src/slack/commands/say.js';
import { buildHome } from '../../src/slack/home/home-view.js';
import type { IncidentView } from '../../src/workflows/incident-view.js';
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
import type { Allowed, Built } from './check-message.js';

/** Fills every untrusted field of a value. */
export type Poison = <T>(value: T) => T;

export interface BuilderRow {
  readonly name: string;
  /** The exported functions that it exercises. */
  readonly covers: readonly string[];
  build(poison: Poison): Built;
}

const ALICE = { kind: 'person', id: 'U0ALICE' } as const;
const THREAD = 'https://workspace.slack.test/archives/C0INCIDENTS/p1';

/** People and addresses of the samples: what may be alive. */
export const ALLOWED: Allowed = {
  ids: new Set(['U0ALICE', 'U0BOB', 'C0INCIDENTS']),
  urls: new Set([THREAD]),
};

const message = ({ text, blocks }: MessageContent): Built => ({ kind: 'message', text, blocks });

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
  {
    name: 'incident card',
    covers: ['buildIncidentCard'],
    build: (poison) => message(buildIncidentCard(poison(fullView()))),
  },
  {
    name: 'incident card before the analysis',
    covers: ['buildIncidentCard'],
    build: (poison) =>
      message(buildIncidentCard(poison(sampleView({ analysis: null, evidence: [], proposals: [] })))),
  },
  {
    name: 'resolved card',
    covers: ['buildIncidentCard', 'buildResolvedCard'],
    build: (poison) => message(buildIncidentCard(poison(resolvedView()))),
  },
  {
    name: 'merged card',
    covers: ['buildIncidentCard', 'buildResolvedCard'],
    build: (poison) =>
      message(buildIncidentCard(poison({ ...resolvedView(), mergedInto: sampleIncident() }))),
  },
  {
    name: 'evidence',
    covers: ['buildEvidenceMessage'],
    build: (poison) => message(buildEvidenceMessage(poison(fullView()))),
  },
  {
    name: 'all evidence',
    covers: ['buildEvidenceDetails'],
    build: (poison) => message(buildEvidenceDetails(poison(fullView()), 1)),
  },
  {
    name: 'note',
    covers: ['buildNote'],
    build: (poison) =>
      message(
        buildNote({ at: NOW, text: poison('a note'), actor: { kind: 'system', id: poison('pagerduty') } }),
      ),
  },
  {
    name: 'incident list',
    covers: ['buildIncidentList'],
    build: (poison) =>
      message(
        buildIncidentList(poison([sampleIncident(), sampleIncident({ number: 13 })]), { hasMore: true }),
      ),
  },
  { name: 'help', covers: ['buildHelp'], build: () => message(buildHelp(COMMANDS)) },
  {
    name: 'answer of a command',
    covers: ['sayPlainly'],
    build: (poison) => message(sayPlainly(`There is no service named ${poison('x')}.`)),
  },
  ...PROPOSAL_STATUSES.map((status): BuilderRow => ({
    name: `proposal ${status}`,
    covers: ['buildProposalCard', 'buildDecidedCard'],
    build: (poison) =>
      message(
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
    build: (poison) => message(buildAnswer(poison(question(status)))),
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
      return message(content);
    },
  })),
  {
    name: 'status update',
    covers: ['buildStatusUpdate'],
    build: (poison) =>
      message(buildStatusUpdate({ at: NOW, text: poison('better'), actor: ALICE }, poison(sampleView()))),
  },
  {
    name: 'status reminder',
    covers: ['buildStatusReminder'],
    build: (poison) => message(buildStatusReminder(poison(fullView()))),
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
          myRoles: [{ incident: sampleIncident(), role: 'commander' as const }],
          updatesDue: [{ incident: sampleIncident(), dueAt: NOW }],
          recentlyResolved: [resolvedView().incident],
          connections: [
            {
              name: 'Metrics',
              status: 'failing' as const,
              lastSuccessAt: NOW,
              lastFailureAt: NOW,
              problem: 'it said no',
            },
          ],
          now: NOW,
        }),
        approvals: [{ incident: poison(sampleIncident()), proposal: poison(sampleProposal()), link: THREAD }],
        threads: new Map([[INCIDENT_ID, THREAD]]),
      }),
    }),
  },
];
