/** One incident after the other, investigated and asked about by a model in an attacker's hands. */
import type { Alert } from '../../src/incidents/alert.js';
import type { Incident } from '../../src/incidents/incident.js';
import type { MessageRequest } from '../../src/incidents/ports/message.js';
import { createRenderer } from '../../src/slack/delivery/render.js';
import { processAlerts } from '../../src/workflows/alerts/process-alerts.js';
import { recordAlerts } from '../../src/workflows/alerts/record-alerts.js';
import { investigateIncident } from '../../src/workflows/investigation/investigate-incident.js';
import { answerQuestion } from '../../src/workflows/knowledge/answer-question.js';
import { askQuestion } from '../../src/workflows/knowledge/ask-question.js';
import { resolveIncident } from '../../src/workflows/lifecycle/resolve-incident.js';
import type { HijackedModel } from './hijacked-model.js';
import type { HostileCall } from './hostile-calls.js';
import type { World } from './world.js';

/** As many as the product listens to in one turn, and the turns of one run. */
const CALLS_A_TURN = 8;
const TURNS = 20;
const ALICE = { slackUserId: 'U0ALICE' };
/** Nobody may ask as much as an attack does: each question has an asker of its own. */
export const askerOf = (run: number) => `U0ASKER${run}`;

export interface AttackPlan {
  readonly calls: readonly HostileCall[];
  /** Arguments of `submit_report`, as JSON; used in turn. */
  readonly reports: readonly string[];
  /** Used in turn. */
  readonly answers: readonly string[];
  /** Stand in alerts and questions. */
  readonly texts: readonly string[];
}

export interface AttackDeps {
  readonly world: World;
  readonly model: HijackedModel;
  /** What Slack would get of an incident, as it is sent. */
  readonly onMessage: (message: { text: string; blocks: readonly object[] }) => void;
  readonly say: (sentence: string) => void;
}

/** Resolves with the number of incidents it took. */
export async function playAttack(deps: AttackDeps, plan: AttackPlan): Promise<number> {
  const perRun = CALLS_A_TURN * TURNS;
  const runs = Math.ceil(plan.calls.length / perRun);
  for (let run = 0; run < runs; run += 1) {
    const calls = plan.calls.slice(run * perRun, (run + 1) * perRun);
    await playIncident(deps, plan, run, calls);
    if (run % 10 === 9)
      deps.say(`${run + 1} of ${runs} incidents, ${deps.model.said} calls, reports and answers …`);
  }
  return runs;
}

async function playIncident(
  { world, model, onMessage }: AttackDeps,
  { reports, answers, texts }: AttackPlan,
  run: number,
  calls: readonly HostileCall[],
): Promise<void> {
  const { parts } = world;
  const { signal } = new AbortController();
  const incident = await openIncident(world, run, texts);
  const [waiting] = await parts.store.transaction((tx) => tx.investigations.latest(incident.id));
  if (!waiting) throw new Error('No investigation was asked for.');
  model.follow({ turns: turnsOf(calls), last: { name: 'submit_report', args: pick(reports, run) } });
  await investigateIncident(parts, waiting.id, signal);

  const question = await askQuestion(
    parts,
    { slackUserId: askerOf(run) },
    {
      requestId: `question-${run}`,
      incidentId: incident.id,
      question: pick(texts, run * 3),
      place: null,
    },
  ).catch(() => undefined);
  if (question) {
    model.follow({ turns: turnsOf(calls.slice(0, CALLS_A_TURN)), last: pick(answers, run) });
    await answerQuestion(parts, question.id, signal);
  }
  await render(world, incident, question?.id ?? null, onMessage);
  await resolveIncident(parts, ALICE, {
    requestId: `over-${run}`,
    incidentId: incident.id,
    cause: null,
    fix: null,
  });
}

async function openIncident({ parts }: World, run: number, texts: readonly string[]): Promise<Incident> {
  const text = (index: number) => pick(texts, run * 7 + index);
  const alert: Alert = {
    source: 'alertmanager',
    fingerprint: `hijack-${run}`,
    status: 'firing',
    name: run % 2 === 0 ? `Fails ${run}` : text(0),
    labels: {
      alertname: `Fails ${run}`,
      service: 'checkout',
      severity: 'critical',
      note: text(1),
      [text(2)]: text(3),
    },
    annotations: { summary: text(4), description: text(5), runbook_url: text(6) },
    startsAt: new Date(Date.now() - 60_000),
    endsAt: null,
    generatorUrl: null,
    groupKey: `hijack-${run}`,
  };
  await recordAlerts(parts, [alert]);
  await processAlerts(parts);
  const [opened] = await parts.store.transaction((tx) => tx.incidents.listActive(1));
  if (!opened) throw new Error('No incident was opened.');
  return opened;
}

async function render(
  { useCases, parts }: World,
  { id }: Incident,
  questionId: string | null,
  onMessage: AttackDeps['onMessage'],
): Promise<void> {
  const renderMessage = createRenderer(useCases);
  const proposals = await parts.store.transaction((tx) => tx.proposals.ofIncident(id));
  const wanted: readonly MessageRequest[] = [
    { kind: 'incident_card', incidentId: id, subjectId: null },
    { kind: 'evidence', incidentId: id, subjectId: null },
    ...proposals.map((proposal): MessageRequest => ({
      kind: 'proposal',
      incidentId: id,
      subjectId: proposal.id,
    })),
    ...(questionId === null ? [] : [{ kind: 'answer', incidentId: id, subjectId: questionId } as const]),
  ];
  for (const message of wanted) {
    const rendered = await renderMessage(message);
    if (rendered) onMessage({ text: rendered.text, blocks: rendered.blocks.map((block) => ({ ...block })) });
  }
}

function turnsOf(calls: readonly HostileCall[]): HostileCall[][] {
  const turns: HostileCall[][] = [];
  for (let at = 0; at < calls.length; at += CALLS_A_TURN) turns.push(calls.slice(at, at + CALLS_A_TURN));
  return turns;
}

const pick = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('There is nothing to choose from.');
  return item;
};
