import { expect, test } from '@jest/globals';
import type { ServiceCatalog } from '../../../src/incidents/service.js';
import { investigateIncident } from '../../../src/workflows/investigation/investigate-incident.js';
import { answerQuestion } from '../../../src/workflows/knowledge/answer-question.js';
import { askQuestion } from '../../../src/workflows/knowledge/ask-question.js';
import { changePrivacy } from '../../../src/workflows/lifecycle/change-privacy.js';
import { mergeIncident } from '../../../src/workflows/lifecycle/merge-incident.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { readIncident } from '../../../src/workflows/reading/read-incident.js';
import type { Incident } from '../../../src/incidents/incident.js';
import { tools } from '../../../tools/index.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { scriptedRoute } from '../../helpers/scripted-route.js';
import { calls, reports, says, startScriptedOpenAI, type Step } from '../../helpers/scripted-openai.js';
import { ALICE, buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';
import { REPORT } from '../../helpers/investigate-with.js';
import { request } from './lifecycle.js';

const LIMITS = { modelCalls: 6, toolCalls: 6, seconds: 20, inputTokens: 100_000, outputTokens: 4000 };
const NEVER = new AbortController().signal;
const DM = { channel: 'D0ALICE', threadTs: null };
/** Stands in the alerts of what is private, and must never stand in a request. */
const PRIVATE_WORD = 'merger-with-globex';

const alertOf = (service: string, name: string) =>
  buildAlert({ name, labels: { alertname: name, service, severity: 'critical' } });

describeOnOneDatabase('a private incident', (open) => {
  /** `payments` is private by the catalogue, and nothing calls `search`. */
  async function setUp() {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const known = deps.catalog();
    const get = (name: string) => {
      const service = known.get(name);
      return service && name === 'payments' ? { ...service, isPrivate: true } : service;
    };
    const catalog: ServiceCatalog = { ...known, get };
    const parts = { ...deps, settings: deps.settings, catalog: () => catalog };
    const started = async (service: string, name = PRIVATE_WORD) => {
      await receive(parts, alertOf(service, name));
      return (await incidentsOf(deps)).at(-1)!;
    };
    const latest = async ({ number }: Incident) =>
      (await incidentsOf(deps)).find((one) => one.number === number)!;
    const withModel = async <T>(steps: readonly Step[], work: (agent: Agent) => Promise<T>) => {
      const server = await startScriptedOpenAI(steps);
      try {
        const result = await work({ model: scriptedRoute({ baseUrl: server.url }), tools, limits: LIMITS });
        return { result, requests: server.requests };
      } finally {
        await server.close();
      }
    };
    const investigate = (incident: Incident, steps: readonly Step[]) =>
      withModel(steps, async (agent) => {
        const [waiting] = await store.transaction((tx) => tx.investigations.latest(incident.id));
        await investigateIncident({ ...parts, agent }, waiting!.id, NEVER);
        return (await readIncident(deps, incident.id))!.analysis!;
      });
    const ask = (question: string, about: Incident | null, steps: readonly Step[]) =>
      withModel(steps, async (agent) => {
        const place = about ? null : DM;
        const asked = { requestId: question, incidentId: about?.id ?? null, question, place };
        const { id } = await askQuestion(deps, ALICE, asked);
        await answerQuestion({ ...parts, agent }, id, NEVER);
        return (await store.transaction((tx) => tx.questions.get(id)))!;
      });
    const timelineOf = async ({ id }: Incident) =>
      (await store.transaction((tx) => tx.timeline.list(id, 50))).map(({ kind, text }) => `${kind}: ${text}`);
    const auditOf = ({ id }: Incident) =>
      database.query<{ details: unknown }>(
        "SELECT details FROM firewatch.audit WHERE event = 'privacy.changed' AND subject = $1 ORDER BY seq",
        [id],
      );
    return { deps, parts, store, started, latest, investigate, ask, timelineOf, auditOf };
  }
  type Agent = Parameters<typeof investigateIncident>[0]['agent'];

  test('is one by the word of the catalogue, from its beginning', async () => {
    const { started, timelineOf, auditOf } = await setUp();

    const incident = await started('payments');
    const other = await started('search', 'SlowSearch');

    expect([incident.isPrivate, other.isPrivate]).toEqual([true, false]);
    expect((await timelineOf(incident)).join('\n')).toContain('the catalogue says that payments is private');
    expect(await auditOf(incident)).toMatchObject([{ details: { isPrivate: true } }]);
  });

  test('is investigated and talked about by rules alone, which say why', async () => {
    const { started, investigate, ask } = await setUp();
    const incident = await started('payments');

    const { result: analysis, requests } = await investigate(incident, []);
    const answered = await ask('why is it slow?', incident, []);

    expect(requests.length + answered.requests.length).toBe(0);
    expect(analysis).toMatchObject({ by: 'rules', note: expect.stringContaining('private') });
    expect(answered.result).toMatchObject({ status: 'answered', note: expect.stringContaining('private') });
  });

  test('is left out of what models are told about others, but not of what people are', async () => {
    const { deps, parts, started, investigate, ask } = await setUp();
    const past = await started('payments', `${PRIVATE_WORD}-past`);
    await resolveIncident(parts, ALICE, { ...request(past, 'over'), cause: PRIVATE_WORD, fix: null });
    await started('payments');
    const other = await started('search', 'SlowSearch');
    const looks = [
      calls(
        { name: 'list_incidents', args: {} },
        { name: 'find_similar_incidents', args: { services: ['payments'] } },
      ),
      reports({ ...REPORT, cause: null, claims: [] }),
    ];

    const investigated = await investigate(other, looks);
    const asked = await ask('what is going on in all incidents?', null, [looks[0]!, says('Search is slow.')]);
    const byRules = await ask('which incidents are open?', null, [{ kind: 'status', status: 400 }]);

    const sent = [...investigated.requests, ...asked.requests].map(({ raw }) => raw).join('');
    expect(investigated.requests).toHaveLength(2);
    expect(asked.requests).toHaveLength(2);
    expect(sent).toContain('SlowSearch');
    expect(sent).not.toContain(PRIVATE_WORD);
    expect(byRules.result.answer).toContain(PRIVATE_WORD);
    expect(await incidentsOf(deps)).toHaveLength(3);
  });

  test('is one as soon as somebody says so, also for a model that works on it', async () => {
    const { parts, started, investigate } = await setUp();
    const incident = await started('search');
    const { result, requests } = await investigate(incident, [
      async () => {
        await changePrivacy(parts, ALICE, { ...request(incident, 'p1'), isPrivate: true, reason: null });
        return calls({ name: 'get_service', args: { name: 'search' } });
      },
    ]);

    expect(requests).toHaveLength(1);
    expect(result).toMatchObject({ by: 'rules', note: expect.stringContaining('private') });
  });

  test('is opened to models only with a reason, which is kept', async () => {
    const { parts, started, latest, timelineOf, auditOf } = await setUp();
    const incident = await started('payments');
    const off = { ...request(incident, 'p1'), isPrivate: false };

    await expect(changePrivacy(parts, ALICE, { ...off, reason: ' ' })).rejects.toThrow('Say why');
    await changePrivacy(parts, ALICE, { ...off, reason: 'the deal is public' });

    expect((await latest(incident)).isPrivate).toBe(false);
    expect((await timelineOf(incident)).join('\n')).toContain('the deal is public');
    expect((await auditOf(incident)).at(-1)).toMatchObject({
      details: { isPrivate: false, reason: 'the deal is public' },
    });
  });

  test('makes private what it becomes part of, and what its alerts join', async () => {
    const { parts, started, latest, timelineOf } = await setUp();
    const secret = await started('payments');
    const target = await started('search', 'SlowSearch');

    await mergeIncident(parts, ALICE, { ...request(secret, 'm1'), intoId: target.id });

    expect((await latest(target)).isPrivate).toBe(true);
    expect((await timelineOf(target)).join('\n')).toContain('INC-1 is private, and part of it now');
  });

  test('makes private the incident that an alert of its service joins', async () => {
    const { parts, started, latest } = await setUp();
    const public_ = await started('checkout', 'HighErrorRate');

    await receive(parts, alertOf('payments', 'CardsRefused'));

    expect(public_.isPrivate).toBe(false);
    expect((await latest(public_)).isPrivate).toBe(true);
  });
});
