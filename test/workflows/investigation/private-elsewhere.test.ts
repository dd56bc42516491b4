import { expect, test } from '@jest/globals';
import type { Incident } from '../../../src/incidents/incident.js';
import { investigateIncident } from '../../../src/workflows/investigation/investigate-incident.js';
import {
  reasonOfPerson,
  requestInvestigation,
} from '../../../src/workflows/investigation/request-investigation.js';
import { answerQuestion } from '../../../src/workflows/knowledge/answer-question.js';
import { askQuestion } from '../../../src/workflows/knowledge/ask-question.js';
import { changePrivacy } from '../../../src/workflows/lifecycle/change-privacy.js';
import { mergeIncident } from '../../../src/workflows/lifecycle/merge-incident.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import type { Store } from '../../../src/workflows/transaction.js';
import { tools } from '../../../tools/index.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { REPORT } from '../../helpers/investigate-with.js';
import { calls, reports, says, startScriptedOpenAI, type Step } from '../../helpers/scripted-openai.js';
import { scriptedRoute } from '../../helpers/scripted-route.js';
import { ALICE, buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';
import { request } from '../lifecycle/lifecycle.js';

const LIMITS = { modelCalls: 6, toolCalls: 6, seconds: 20, inputTokens: 100_000, outputTokens: 4000 };
const NEVER = new AbortController().signal;
/** What the past incident was, in the words of a person. */
const SECRET = 'the takeover of Globex';
const WITHHELD = 'withheld';

describeOnOneDatabase('an incident that was like one that is private now', (open) => {
  async function setUp() {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const parts = { ...deps, settings: deps.settings };
    const opened = async (service = 'search') => {
      await receive(
        deps,
        buildAlert({
          name: 'SlowSearch',
          labels: { alertname: 'SlowSearch', service, severity: 'critical' },
        }),
      );
      return (await incidentsOf(deps)).at(-1)!;
    };
    const past = await opened();
    await resolveIncident(parts, ALICE, { ...request(past, 'over'), cause: SECRET, fix: SECRET });
    const incident = await opened();
    let times = 0;
    const hide = async (which: Incident = past) => {
      times += 1;
      await changePrivacy(parts, ALICE, { ...request(which, `p${times}`), isPrivate: true, reason: null });
    };
    const withModel = async (
      steps: readonly Step[],
      work: (agent: Parameters<typeof investigateIncident>[0]['agent']) => Promise<void>,
    ) => {
      const server = await startScriptedOpenAI(steps);
      try {
        await work({ model: scriptedRoute({ baseUrl: server.url }), tools, limits: LIMITS });
      } finally {
        await server.close();
      }
      return server.requests.map(({ raw }) => raw);
    };
    const investigate = (steps: readonly Step[], { through = store, signal = NEVER } = {}) =>
      withModel(steps, async (agent) => {
        const looks = await store.transaction((tx) => tx.investigations.latest(incident.id));
        const waiting = looks.findLast(({ finishedAt }) => finishedAt === null);
        await investigateIncident({ ...parts, store: through, agent }, waiting!.id, signal);
      });
    /** The next look is for this. */
    const hint = async (words: string) => {
      await store.transaction((tx) => requestInvestigation(tx, incident.id, reasonOfPerson(words)));
      await database.query('UPDATE firewatch.investigations SET reason = $1 WHERE findings IS NULL', [
        reasonOfPerson(words),
      ]);
    };
    const ask = (question: string, steps: readonly Step[]) =>
      withModel(steps, async (agent) => {
        const asked = { requestId: question, incidentId: incident.id, question, place: null };
        const { id } = await askQuestion(deps, ALICE, asked);
        await answerQuestion({ ...parts, agent }, id, NEVER);
      });
    return { store, parts, opened, past, incident, hint, hide, investigate, ask };
  }

  const done = reports({ ...REPORT, summary: `Like INC-1: ${SECRET}.`, cause: null, claims: [] });
  const lookUp = calls({ name: 'find_similar_incidents', args: {} });

  test('tells a model nothing of it any more, from the next request on', async () => {
    const { hide, investigate } = await setUp();

    const [first, second, third] = await investigate([
      lookUp,
      async () => {
        await hide();
        return calls({ name: 'get_service', args: { service: 'search' } });
      },
      done,
    ]);

    expect(first).toContain(SECRET);
    // What a tool had answered, too.
    expect(second!.split(SECRET).length).toBeGreaterThan(first!.split(SECRET).length);
    expect(third).not.toContain(SECRET);
    expect(third).toContain(WITHHELD);
    // Everything else is there as before.
    expect(third).toContain('SlowSearch');
  });

  test('tells a model nothing of it after a restart, although the first message was stored', async () => {
    const { hide, investigate } = await setUp();
    const stop = new AbortController();
    const interrupted = investigate(
      [
        () => {
          stop.abort(new Error('shutting down'));
          return { kind: 'hang' };
        },
      ],
      { signal: stop.signal },
    );
    await expect(interrupted).rejects.toThrow('shutting down');
    await hide();

    const [sent] = await investigate([done]);

    expect(sent).toContain('SlowSearch');
    expect(sent).not.toContain(SECRET);
  });

  test('tells the next look nothing of what was concluded from it', async () => {
    const { hint, hide, investigate } = await setUp();
    await investigate([done]);
    await hint('is it INC-1 again?');
    const [before] = await investigate([done]);
    await hide();
    await hint('is it INC-1 again?');

    const [after] = await investigate([done]);
    expect(before).toContain(SECRET);
    expect(after).not.toContain(SECRET);
    // What a person says to the model is said to it.
    expect(after).toContain('is it INC-1 again?');
  });

  test('tells nothing of it to a model that is asked, nor what was answered before', async () => {
    const { hide, ask } = await setUp();
    await ask('was it like this before?', [says(`Yes, in INC-1, which was ${SECRET}.`)]);
    const [before] = await ask('and what helped in INC-1?', [says('It is not known.')]);
    await hide();

    const [after] = await ask('what helped then in INC-1?', [says('It is not known.')]);

    expect(before).toContain(SECRET);
    expect(after).not.toContain(SECRET);
    expect(after).toContain('what helped then in INC-1?');
  });

  test('tells nothing of one that became part of a private one', async () => {
    const { parts, opened, past, hide, investigate } = await setUp();
    const other = await opened('payments');

    const [first, second] = await investigate([
      async () => {
        await mergeIncident(parts, ALICE, { ...request(past, 'm1'), intoId: other.id });
        await hide(other);
        return calls({ name: 'get_service', args: { service: 'search' } });
      },
      done,
    ]);

    expect(first).toContain(SECRET);
    expect(second).not.toContain(SECRET);
  });

  test('is not told to a model when it has become part of a private one itself', async () => {
    const { parts, opened, incident, hide, investigate } = await setUp();
    const other = await opened('payments');

    const sent = await investigate([
      async () => {
        await hide(other);
        await mergeIncident(parts, ALICE, { ...request(incident, 'm1'), intoId: other.id });
        return calls({ name: 'get_service', args: { service: 'search' } });
      },
    ]);

    expect(sent).toHaveLength(1);
  });

  test('sends nothing where the store cannot say what is private', async () => {
    const { store, investigate } = await setUp();
    // Whether the incident itself is: before the run, and before its first request.
    let answers = 2;
    const through: Store = {
      transaction: (work, options) =>
        store.transaction(
          (tx) =>
            work({
              ...tx,
              incidents: {
                ...tx.incidents,
                privateAmong: (numbers) =>
                  (answers -= 1) < 0
                    ? Promise.reject(new Error('the database is away'))
                    : tx.incidents.privateAmong(numbers),
              },
            }),
          options,
        ),
    };

    await expect(investigate([], { through })).rejects.toThrow('could not be stored');
  });
});
