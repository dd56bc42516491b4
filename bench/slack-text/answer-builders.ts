/** The answers to commands and the forms, for the table of builders. */
import { buildAuditList } from '../../src/slack/blocks/answers/audit-list.js';
import { buildAutonomy } from '../../src/slack/blocks/answers/autonomy.js';
import { buildCatchUp } from '../../src/slack/blocks/answers/catch-up.js';
import { buildChangeList } from '../../src/slack/blocks/answers/change-list.js';
import { buildHelp, buildHelpInFull } from '../../src/slack/blocks/answers/help.js';
import { buildImpactView } from '../../src/slack/blocks/answers/impact-view.js';
import { buildOnCall } from '../../src/slack/blocks/answers/on-call.js';
import { buildRunbookView } from '../../src/slack/blocks/answers/runbook-view.js';
import { calibrate } from '../../src/agent/monitoring/calibration.js';
import { findDrift } from '../../src/agent/monitoring/drift.js';
import { buildStats } from '../../src/slack/blocks/answers/stats.js';
import { buildTimelineList } from '../../src/slack/blocks/answers/timeline-list.js';
import { COMMANDS } from '../../src/slack/commands/index.js';
import { sayPlainly } from '../../src/slack/commands/say.js';
import { buildTimelineForm } from '../../src/slack/modals/add-to-timeline.js';
import { buildNewIncidentForm } from '../../src/slack/modals/incident-from-message.js';
import { FIREWATCH, type Actor } from '../../src/incidents/incident.js';
import type { StatsAnswer } from '../../src/workflows/knowledge/stats-answer.js';
import type { TimelineEntry } from '../../src/incidents/timeline.js';
import type { CheckedRunbook } from '../../src/workflows/use-cases/knowledge.js';
import type { AutonomyAnswer } from '../../src/workflows/use-cases/remediation.js';
import { INCIDENT_ID, NOW, PROPOSAL_ID, sampleIncident, sampleView } from '../../test/slack/sample-view.js';
import { asForm, asMessage, type BuilderRow } from './builder-row.js';

const ALICE: Actor = { kind: 'person', id: 'U0ALICE' };
const SPREAD = { n: 12, medianMs: 60_000, meanMs: 61_000, p90Ms: 90_000 };

const STEP = {
  runbookId: 'a-runbook',
  stepHash: 'a hash',
  title: 'a title',
  successes: 12,
  failures: 1,
  promotedBy: null,
  promotedUnder: ['a rule'],
  demotedBecause: 'a reason',
  step: 1,
  isForAutomatic: true,
};
const AUTONOMY: AutonomyAnswer = {
  stop: { reason: 'a reason', by: ALICE, at: NOW },
  afterSuccesses: 10,
  steps: [{ ...STEP, promotedBy: ALICE }, STEP, { ...STEP, step: null }],
  shadowed: [{ title: 'a title', effect: 'an effect', rule: 'a rule', times: 2, lastAt: NOW }],
};

const entry = (id: number, changes: Partial<TimelineEntry> = {}): TimelineEntry => ({
  id,
  incidentId: INCIDENT_ID,
  at: NOW,
  kind: 'note',
  actor: ALICE,
  text: 'a note',
  ...changes,
});

const runbook = (id: string): CheckedRunbook => ({
  runbook: { id, title: 'a title', cause: 'a cause', body: '# A title\n\nA body.' },
  reason: 'it names the alert',
  isKnownToFit: true,
  service: 'checkout',
  checks: [{ name: 'a check', holds: true, statement: 'it holds' }],
  steps: [{ title: 'a step', isApplicable: true, proposal: 'pending' }],
});

const STATS: StatsAnswer = {
  days: 7,
  from: NOW,
  to: NOW,
  opened: 12,
  bySeverity: [{ severity: 'sev1', count: 12, unresolved: 1 }],
  toAcknowledge: SPREAD,
  toMitigate: SPREAD,
  toResolve: SPREAD,
  resolved: { n: 11, byFix: 3, byPerson: 8 },
  fixes: { approved: 3, verified: 2, rejected: 1 },
  noisiestServices: [{ name: 'checkout', count: 3 }],
  noisiestAlerts: [{ name: 'HighErrorRate', count: 3 }],
  feedback: { right: 2, wrong: 1 },
  models: {
    spent: {
      calls: 3,
      inputTokens: 900,
      cachedTokens: 300,
      outputTokens: 90,
      costUsd: 0.2,
      unpricedCalls: 1,
    },
    authors: [
      {
        author: { model: 'a model', version: '3' },
        newestAt: NOW,
        cases: 9,
        abstained: 1,
        unlabelled: 2,
        fromWords: 1,
        calibration: calibrate(Array.from({ length: 6 }, (_, at) => ({ confidence: 0.8, isRight: at > 1 }))),
        medianDurationMs: 12_000,
        meanCostUsd: 0.03,
        drift: findDrift(Array.from({ length: 60 }, (_, at) => at < 30)),
      },
    ],
  },
};

export const ANSWER_BUILDERS: readonly BuilderRow[] = [
  { name: 'help', covers: ['buildHelp'], build: () => asMessage(buildHelp(COMMANDS)) },
  {
    name: 'help in full',
    covers: ['buildHelpInFull'],
    build: () => asMessage(buildHelpInFull(COMMANDS)),
  },
  {
    name: 'refusal of a command',
    covers: [],
    build: (poison) => asMessage(sayPlainly(`There is no service named ${poison('x')}.`)),
  },
  {
    name: 'timeline',
    covers: ['buildTimelineList'],
    build: (poison) =>
      asMessage(
        buildTimelineList(
          poison(sampleView({ timeline: [entry(1), entry(2), entry(3, { actor: FIREWATCH })] })),
        ),
      ),
  },
  {
    name: 'impact',
    covers: ['buildImpactView'],
    build: (poison) => {
      const told = { reason: '41 % fail', queries: [{ name: 'failing share', query: 'sum(a) / sum(b)' }] };
      const failing = { ...poison(told), name: 'failing_requests', points: 25.6, outOf: 30 } as const;
      const impact = { score: 78, components: [failing], computedAt: NOW };
      return asMessage(buildImpactView({ ...poison(sampleIncident()), impact }));
    },
  },
  {
    name: 'audit',
    covers: ['buildAuditList'],
    build: (poison) =>
      asMessage(
        buildAuditList({
          incident: poison(sampleIncident()),
          titles: poison(new Map([[PROPOSAL_ID, 'a title']])),
          records: [1, 2].map((seq) => ({
            seq,
            at: NOW,
            actor: ALICE,
            event: 'proposal.approved',
            subject: PROPOSAL_ID,
            details: poison({ reason: 'because', more: ['one', 'two'] }),
            hash: 'f'.repeat(64),
            isIntact: seq === 1,
          })),
        }),
      ),
  },
  {
    name: 'catch-up',
    covers: ['buildCatchUp'],
    build: (poison) =>
      asMessage(
        buildCatchUp([
          {
            incident: poison(sampleIncident()),
            alerts: { firing: 1, all: 2 },
            people: [{ role: 'commander', who: ALICE }],
            lastUpdate: { text: poison('better'), by: ALICE, at: NOW },
            now: NOW,
            // How it went is said in words of ours.
            tried: [{ title: poison('a fix'), outcome: 'worked', by: ALICE, at: NOW }],
            ...poison({
              summary: 'a summary',
              cause: { text: 'a cause', confidence: 0.9, evidenceIds: ['E1'] },
              waiting: [{ title: 'a fix', approvers: ['U0ALICE'], until: NOW }],
              nextStep: 'a step',
            }),
          },
        ]),
      ),
  },
  {
    name: 'changes',
    covers: ['buildChangeList'],
    build: (poison) =>
      asMessage(
        buildChangeList(
          poison({
            incident: sampleIncident(),
            services: ['checkout', 'web'],
            since: NOW,
            onset: NOW,
            changes: [
              {
                change: {
                  id: '1',
                  source: 'ci',
                  kind: 'deploy' as const,
                  service: 'checkout',
                  summary: 'a change',
                  version: '2.4.1',
                  author: 'dana',
                  at: NOW,
                },
                score: 0.9,
                reason: '6 s before',
              },
            ],
            hasMore: true,
          }),
        ),
      ),
  },
  {
    name: 'on call',
    covers: ['buildOnCall'],
    build: (poison) =>
      asMessage(
        buildOnCall(
          poison({
            incident: sampleIncident(),
            service: { name: 'checkout', owner: 'team-checkout' },
            name: 'checkout',
            people: [{ name: 'Alice Moreau', email: 'alice@shop.example', level: 1 }],
            roles: [],
            gap: 'a reason',
          }),
        ),
      ),
  },
  {
    name: 'runbook',
    covers: ['buildRunbookView'],
    build: (poison) =>
      asMessage(
        buildRunbookView(
          poison({
            incident: sampleIncident(),
            words: 'some words',
            found: [runbook('one'), runbook('two')],
            gaps: ['a gap'],
            outOf: 5,
          }),
        ),
      ),
  },
  {
    name: 'no runbook',
    covers: ['buildRunbookView'],
    build: (poison) =>
      asMessage(
        buildRunbookView(
          poison({ incident: null, words: 'some words', found: [], gaps: ['a gap'], outOf: 5 }),
        ),
      ),
  },
  {
    name: 'what runs by itself',
    covers: ['buildAutonomy'],
    build: (poison) => asMessage(buildAutonomy(poison(AUTONOMY))),
  },
  { name: 'numbers', covers: ['buildStats'], build: (poison) => asMessage(buildStats(poison(STATS))) },
  {
    name: 'form for a new incident',
    covers: ['buildNewIncidentForm'],
    build: (poison) => asForm(buildNewIncidentForm(poison('a title'))),
  },
  {
    name: 'form for the timeline',
    covers: ['buildTimelineForm'],
    build: (poison) => asForm(buildTimelineForm(poison('a note'))),
  },
];
