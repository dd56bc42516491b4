/** Reads what a question can be answered from: one incident with all that is stored about it, and the queue. */
import { timeRangeIn } from '../../agent/answer/time-range.js';
import type { AnswerInput, IncidentFacts, QueuedIncident } from '../../agent/answer/answer-input.js';
import type { Evidence } from '../../incidents/evidence.js';
import { FIREWATCH, type Incident } from '../../incidents/incident.js';
import type { Telemetry } from '../../incidents/ports/telemetry.js';
import type { Question } from '../../incidents/question.js';
import type { RunbookLibrary } from '../../incidents/runbook.js';
import { neighbourhood, type ServiceCatalog } from '../../incidents/service.js';
import type { Clock } from '../../shared/clock.js';
import type { IncidentId } from '../../shared/ids.js';
import { currentEvidence } from '../evidence/current-evidence.js';
import { createToolContext } from '../evidence/tool-context.js';
import { citedIds } from '../reading/incident-view.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store, Transaction } from '../transaction.js';

const MAX_QUEUE = 20;
const MAX_CHANGES = 20;
/** Questions of the same conversation; what was said longer ago nobody refers to with half a sentence. */
const MAX_EARLIER = 4;
const TIMELINE_ENTRIES = 60;
const DAY_MS = 86_400_000;
/** Calls between two services whose changes concern each other, as for the tool that lists them. */
const HOPS = 2;

export interface AnswerFactsDeps extends Telemetry {
  readonly store: Store;
  readonly clock: Clock;
  readonly catalog: () => ServiceCatalog;
  readonly runbooks: () => RunbookLibrary;
  readonly settings: WorkflowSettings;
}

export async function readAnswerFacts(
  deps: AnswerFactsDeps,
  question: Question,
  signal: AbortSignal,
): Promise<{ input: AnswerInput; incident: Incident | null }> {
  const now = deps.clock.now();
  return deps.store.transaction(async (tx) => {
    const active = await tx.incidents.listActive(MAX_QUEUE);
    const incident =
      question.incidentId === null ? null : ((await tx.incidents.get(question.incidentId)) ?? null);
    const standIn = incident ?? standInFor(now);
    const changes = await readChanges(deps, tx, { incident, question, now });
    const about = incident ? await readFacts(deps, tx, incident) : null;
    const known = about?.known ?? { alerts: [], suspects: [], evidence: [] };
    const present = { ...known, observations: known.evidence, incident: standIn };
    return {
      incident,
      input: {
        question: question.question,
        earlier: (await tx.questions.before(question.id, MAX_EARLIER)).map(
          ({ question: asked, answer, askedAt }) => ({ question: asked, answer, askedAt }),
        ),
        about,
        queue: await Promise.all(active.map((one) => readQueued(tx, one))),
        changes,
        context: createToolContext(deps, {
          present,
          now,
          signal,
          propose: () => Promise.resolve({ status: 'refused', reason: 'A question proposes nothing.' }),
        }),
      },
    };
  });
}

/** The tools want an incident; where there is none it stands for the last hour of everything. It is stored nowhere. */
function standInFor(now: Date): Incident {
  const startedAt = new Date(now.getTime() - 3_600_000);
  return {
    id: '00000000-0000-4000-8000-000000000000' as IncidentId,
    number: 0,
    title: 'No incident in particular',
    status: 'open',
    severity: 'sev4',
    service: null,
    source: FIREWATCH.kind,
    groupKey: '',
    startedAt,
    openedAt: startedAt,
    acknowledgedAt: null,
    acknowledgedBy: null,
    mitigatedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    reopenCount: 0,
    impact: null,
    impactOverride: null,
    escalation: null,
    snoozedUntil: null,
    mergedInto: null,
    confirmedCause: null,
    isPrivate: false,
    updateDueAt: null,
    pagerDutyIncidentId: null,
    channel: '',
    onCall: [],
  };
}

async function readFacts(deps: AnswerFactsDeps, tx: Transaction, incident: Incident): Promise<IncidentFacts> {
  const looks = await tx.investigations.shown(incident.id);
  const { measured } = looks;
  const analysis = looks.analysed?.analysis ?? null;
  const all = await tx.evidence.list(incident.id);
  const evidence = currentEvidence(all, looks, citedIds(analysis));
  const proposals = await tx.proposals.ofIncident(incident.id);
  return {
    known: {
      incident,
      alerts: await tx.alerts.ofIncident(incident.id),
      evidence: ownFirst(evidence, measured?.evidenceIds ?? []),
      suspects: measured?.findings?.suspects ?? [],
      runbooks: measured?.findings?.runbooks ?? [],
      gaps: [...(looks.setAside ? [looks.setAside.why] : []), ...(measured?.findings?.gaps ?? [])],
    },
    analysis,
    proposals,
    timeline: await tx.timeline.list(incident.id, TIMELINE_ENTRIES),
    roles: await tx.roles.ofIncident(incident.id),
    owner: (incident.service === null ? null : deps.catalog().get(incident.service)?.owner) ?? null,
    cost: await tx.investigations.cost(incident.id),
  };
}

/** The findings of the shown look point into its own observations by place, so these come first and in its order. */
function ownFirst(current: readonly Evidence[], ids: readonly string[]): readonly Evidence[] {
  const byId = new Map(current.map((item) => [item.id, item]));
  return [...ids.flatMap((id) => byId.get(id) ?? []), ...current.filter(({ id }) => !ids.includes(id))];
}

async function readQueued(tx: Transaction, incident: Incident): Promise<QueuedIncident> {
  const { analysed } = await tx.investigations.shown(incident.id);
  const cause = analysed?.analysis?.report.cause ?? null;
  const proposals = await tx.proposals.ofIncident(incident.id);
  return {
    incident,
    cause: cause && { mechanism: cause.mechanism, confidence: cause.confidence },
    waiting: proposals.filter(({ status }) => status === 'pending').length,
  };
}

/** Of the incident's neighbourhood since a while before it, or of everything within a day. */
async function readChanges(
  deps: AnswerFactsDeps,
  tx: Transaction,
  { incident, question, now }: { incident: Incident | null; question: Question; now: Date },
) {
  const catalog = deps.catalog();
  const service = incident?.service ?? null;
  const startedAt = incident?.startedAt ?? null;
  const asked = timeRangeIn(question.question, { now, startedAt, changedAt: null });
  const usual =
    incident === null
      ? new Date(now.getTime() - DAY_MS)
      : new Date(incident.startedAt.getTime() - deps.settings.changesSeconds * 1000);
  // Somebody may ask for longer ago.
  const start = asked && asked.start < usual ? asked.start : usual;
  const services = service === null ? [] : neighbourhood(catalog, [service], HOPS);
  return tx.changes.list({
    services,
    range: { start, end: incident?.resolvedAt ?? now },
    limit: MAX_CHANGES,
  });
}
