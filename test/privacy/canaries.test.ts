import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  REFUSED,
  startRecordedStores,
  type RecordedStores,
} from '../../bench/agent-hijack/recorded-stores.js';
import { openWorld, type World } from '../../bench/agent-hijack/world.js';
import type { IncidentId } from '../../src/shared/ids.js';
import { processAlerts } from '../../src/workflows/alerts/process-alerts.js';
import { recordAlerts } from '../../src/workflows/alerts/record-alerts.js';
import { investigateIncident } from '../../src/workflows/investigation/investigate-incident.js';
import { answerQuestion } from '../../src/workflows/knowledge/answer-question.js';
import { askQuestion } from '../../src/workflows/knowledge/ask-question.js';
import { addNote } from '../../src/workflows/lifecycle/add-note.js';
import { readIncident } from '../../src/workflows/reading/read-incident.js';
import { foundIn, plantCanaries } from '../helpers/canaries.js';
import { REPORT } from '../helpers/investigate-with.js';
import {
  calls,
  reports,
  says,
  startScriptedOpenAI,
  type ScriptedOpenAI,
} from '../helpers/scripted-openai.js';
import { buildAlert } from '../helpers/workflow-deps.js';

const CANARIES = plantCanaries();
/** People first: what is long is cut at its end. */
const ALL = CANARIES.toSorted((one, other) => one.group.localeCompare(other.group))
  .map(({ text }) => text)
  .join('\n');
const NEVER = new AbortController().signal;
const ALICE = { slackUserId: 'U0ALICE' };
const EMAIL = CANARIES.find(({ kind }) => kind === 'e-mail address')?.value ?? '';
/** As the model knows that address. */
const emailIn = (request: { raw: string }) => /<person:email:\d+>/.exec(request.raw)?.[0] ?? 'nobody';
const secretIn = (request: { raw: string }) => /<secret:password:\d+>/.exec(request.raw)?.[0] ?? 'nothing';

/** Secrets and personal data stand wherever text comes from: alerts, notes, questions, logs, labels, errors, tool calls. */
describe('what is planted everywhere', () => {
  let stores: RecordedStores;
  let model: ScriptedOpenAI;
  let world: World;
  let incidentId: IncidentId;
  let questionId: string;

  beforeAll(async () => {
    stores = await startRecordedStores(CANARIES.map(({ text }) => text));
    model = await startScriptedOpenAI([
      () =>
        calls(
          { name: 'search_logs', args: { query: '{app="checkout"}' } },
          { name: 'query_metrics', args: { query: `${REFUSED}up)` } },
          { name: 'query_metrics', args: { query: 'up' } },
          { name: 'list_metrics', args: { contains: 'a' } },
          { name: 'search_runbooks', args: { text: ALL.slice(0, 290) } },
        ),
      (request) =>
        calls(
          { name: 'search_logs', args: { query: `{app="checkout"} |= "${emailIn(request)}"` } },
          { name: 'search_logs', args: { query: `{app="checkout"} |= "${secretIn(request)}"` } },
        ),
      (request) =>
        reports({
          ...REPORT,
          cause: null,
          claims: [],
          summary: `${emailIn(request)} logged ${secretIn(request)}, and so did <person:email:1>.`,
        }),
      (request) => says(`It was ${emailIn(request)} with ${secretIn(request)} (E1).`),
    ]);
    world = await openWorld(model, stores);
    const { parts } = world;
    await recordAlerts(parts, [
      buildAlert({
        labels: { alertname: 'HighErrorRate', service: 'checkout', severity: 'critical', said: ALL },
        annotations: { summary: ALL, description: ALL },
      }),
    ]);
    await processAlerts(parts);
    const [incident] = await parts.store.transaction((tx) => tx.incidents.listActive(1));
    incidentId = incident!.id;
    await addNote(parts, ALICE, { incidentId, requestId: 'note', text: ALL });
    const [waiting] = await parts.store.transaction((tx) => tx.investigations.latest(incidentId));
    await investigateIncident(parts, waiting!.id, NEVER);
    const question = await askQuestion(parts, ALICE, {
      requestId: 'question',
      incidentId,
      question: `Who was it? ${ALL}`,
      place: null,
    });
    questionId = question.id;
    await answerQuestion(parts, questionId, NEVER);
  }, 60_000);

  afterAll(async () => {
    await world.close();
    await model.close();
    await stores.close();
  });

  test('is in no request to the model, which gets placeholders in its place', () => {
    const sent = model.requests.map(({ raw }) => raw).join('\n');

    expect(model.requests).toHaveLength(4);
    expect(foundIn(sent, CANARIES)).toEqual([]);
    expect(new Set(sent.match(/<(?:secret|person):[a-z-]+/g)).size).toBeGreaterThanOrEqual(6);
  });

  test('is in no line of the log and in no metric', async () => {
    expect(world.log.length).toBeGreaterThan(0);
    expect(foundIn(world.log.join(''), CANARIES)).toEqual([]);
    expect(foundIn(await world.parts.metrics.registry.metrics(), CANARIES)).toEqual([]);
  });

  test('is in no stored step of a run', async () => {
    const steps = await world.database.query<{ content: string }>(
      'SELECT content::text AS content FROM firewatch.run_steps',
    );

    expect(steps.length).toBeGreaterThan(0);
    expect(foundIn(steps.map(({ content }) => content).join('\n'), CANARIES)).toEqual([]);
  });

  test('is in no stored evidence where it is a secret, and so in nothing that Slack is shown of it', async () => {
    const stored = await world.database.query<{ content: string }>(
      `SELECT concat_ws(' ', statement, why, data::text) AS content FROM firewatch.evidence
       UNION ALL SELECT text FROM firewatch.tool_results`,
    );
    const secrets = CANARIES.filter(({ group }) => group === 'secret');

    const text = stored.map(({ content }) => content).join('\n');

    expect(text).toContain(EMAIL);
    expect(text).toContain('<secret:');
    expect(foundIn(text, secrets)).toEqual([]);
  });

  test('is looked for by tools where it is a person, and never where it is a secret', () => {
    const queries = stores.asked.filter((line) => line.includes('|='));

    expect(queries.some((line) => line.includes(EMAIL))).toBe(true);
    expect(queries.some((line) => line.includes('<secret:password:'))).toBe(true);
    const secrets = CANARIES.filter(({ group }) => group === 'secret');
    expect(foundIn(queries.join('\n'), secrets)).toEqual([]);
  });

  test('is told in the incident’s channel where it is a person; secrets and invented placeholders stay', async () => {
    const view = await readIncident(world.parts, incidentId);
    const question = await world.parts.store.transaction((tx) => tx.questions.get(questionId));

    expect(view?.analysis?.report.summary).toContain(`${EMAIL} logged <secret:password:`);
    expect(view?.analysis?.report.summary).toContain('<person:email:1>');
    expect(question?.answer).toContain(`It was ${EMAIL} with <secret:password:`);
  });
});
