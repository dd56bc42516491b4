import { expect, test } from '@jest/globals';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { calls, says, startScriptedOpenAI } from '../../helpers/scripted-openai.js';
import { ALICE, CAROL, proposeRestart } from '../../helpers/workflow-deps.js';
import { startAsking } from './asking.js';

describeOnOneDatabase('a question', (open) => {
  const start = () => startAsking(open);

  test('is stored once, wanted in the thread and enqueued, however often it arrives', async () => {
    const { database, ask, messages, openIncident } = await start();
    const incident = await openIncident();

    const once = await ask('why?', { requestId: 'same', incidentId: incident.id, place: null });
    const again = await ask('why?', { requestId: 'same', incidentId: incident.id, place: null });

    expect(again.id).toBe(once.id);
    expect(once).toMatchObject({ status: 'asked', incidentNumber: 1, askedBy: ALICE.slackUserId });
    expect(await messages()).toMatchObject([{ key: `answer:${incident.id}:${once.id}`, is_placed: false }]);
    expect(await database.query("SELECT data FROM pgboss.job WHERE name = 'answer-question'")).toEqual([
      { data: { questionId: once.id } },
    ]);
  });

  test('about nothing in particular goes to where it was asked', async () => {
    const { ask, answer, messages } = await start();
    const { id } = await ask('what is going on?');

    expect((await answer(id)).answer).toMatch(/^Nothing is open/);
    expect(await messages()).toMatchObject([
      { key: `answer:-:${id}`, channel: ALICE.slackUserId, version: 2 },
    ]);
  });

  test('without a model is answered from what is stored, and stays on the timeline', async () => {
    const { deps, ask, answer, store } = await start();
    const { incident } = await proposeRestart(deps);
    const { id } = await ask('what should I do?', { incidentId: incident.id, place: null });

    const done = await answer(id);

    expect(done).toMatchObject({
      status: 'answered',
      answer: expect.stringContaining('Decide on “Restart checkout” in the thread'),
      note: 'No language model is configured; this answer comes from what is stored.',
    });
    const timeline = await store.transaction((tx) => tx.timeline.list(incident.id, 5));
    expect(timeline.at(-1)).toMatchObject({
      kind: 'question.answered',
      text: 'Asked “what should I do?”, answered from what is stored.',
    });
  });

  test('with a model is looked up, and says what it rests on', async () => {
    const { ask, answerWith, openIncident, store } = await start();
    const incident = await openIncident();
    const { id } = await ask('is checkout in the catalogue?', { incidentId: incident.id, place: null });

    const done = await answerWith(id, [
      calls({ name: 'get_service', args: { service: 'checkout' } }),
      says('Yes, **checkout** is known (E1).'),
    ]);

    expect(done).toMatchObject({
      status: 'answered',
      answer: 'Yes, **checkout** is known (E1).',
      note: null,
    });
    expect(done.sources).toEqual([{ id: 'E1', statement: expect.stringContaining('checkout') }]);
    expect(await store.transaction((tx) => tx.evidence.list(incident.id))).toMatchObject([{ id: 'E1' }]);
    expect(await store.transaction((tx) => tx.proposals.ofIncident(incident.id))).toEqual([]);
  });

  test('shows what is being done while the model thinks, and then the answer in the same message', async () => {
    const { ask, answerWith, openIncident, messages, store } = await start();
    const incident = await openIncident();
    const { id } = await ask('why?', { incidentId: incident.id, place: null });
    let seen: string | null = null;

    await answerWith(id, [
      calls({ name: 'list_changes', args: {} }),
      async () => {
        for (let tries = 0; tries < 100 && seen === null; tries += 1) {
          seen = (await store.transaction((tx) => tx.questions.get(id)))?.note ?? null;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        return says('Nothing changed.');
      },
    ]);

    expect(seen).toMatch(/…$/);
    const [message, ...others] = await messages();
    expect(others).toEqual([]);
    expect(message?.version).toBeGreaterThanOrEqual(3);
  });

  test('answered once stays answered, even when its job runs again', async () => {
    const { ask, answer, answerWith, messages, openIncident } = await start();
    const incident = await openIncident();
    const { id } = await ask('why?', { incidentId: incident.id, place: null });
    const first = await answerWith(id, [says('Because.')]);
    const before = await messages();

    expect(await answer(id)).toEqual(first);
    expect(await messages()).toEqual(before);
  });

  test('cut off by a restart is answered by the next run, without a second message', async () => {
    const { ask, answer, messages, openIncident } = await start();
    const incident = await openIncident();
    const { id } = await ask('why?', { incidentId: incident.id, place: null });
    const stopping = new AbortController();
    const server = await startScriptedOpenAI([
      () => {
        stopping.abort(new Error('stopping'));
        return { kind: 'hang' };
      },
    ]);

    await expect(answer(id, server.url, stopping.signal)).rejects.toThrow('stopping');
    await server.close();
    expect(await answer(id)).toMatchObject({ status: 'answered' });

    expect(await messages()).toHaveLength(1);
  });

  test('changes nothing, whatever the model tries', async () => {
    const { store, ask, answerWith, openIncident } = await start();
    const incident = await openIncident();
    const { id } = await ask('roll it back and resolve it', { incidentId: incident.id, place: null });

    const request = {
      runbookId: 'bad-release',
      step: 1,
      service: 'checkout',
      rationale: 'x',
      evidenceIds: ['E1'],
    };
    const answered = await answerWith(id, [
      calls(
        { name: 'propose_remediation', args: request },
        { name: 'submit_report', args: {} },
        { name: 'resolve', args: { incident: 'INC-1' } },
      ),
      says('I only read. The thread of INC-1 has the buttons for that.'),
    ]);

    expect(answered).toMatchObject({ status: 'answered', answer: expect.stringMatching(/^I only read/) });
    expect(answered.steps.map(({ status }) => status)).toEqual(['error', 'error', 'error']);
    const [now, proposals] = await store.transaction(async (tx) => [
      await tx.incidents.get(incident.id),
      await tx.proposals.ofIncident(incident.id),
    ]);
    expect(proposals).toEqual([]);
    expect(now).toEqual(incident);
  });

  test('that cannot be answered because we fail ends as failed', async () => {
    const { deps, ask, answer, openIncident } = await start();
    const incident = await openIncident();
    const { id } = await ask('why?', { incidentId: incident.id, place: null });
    deps.catalog = () => {
      throw new Error('broken');
    };

    expect(await answer(id)).toMatchObject({ status: 'failed', answer: '' });
  });

  test('may be put twenty times within the hour, and the next is refused kindly and not stored', async () => {
    const { ask, database } = await start();
    for (let index = 0; index < 20; index += 1) await ask('what is going on?');

    await expect(ask('once more?')).rejects.toThrow(/^That was a lot to ask: 20 questions within the hour/);
    await expect(
      ask('and me?', { place: { channel: CAROL.slackUserId, threadTs: null } }, CAROL),
    ).resolves.toMatchObject({
      askedBy: CAROL.slackUserId,
    });
    expect(await database.query('SELECT count(*)::int AS n FROM firewatch.questions')).toEqual([{ n: 21 }]);
  });

  test.each([
    ['', /^What do you want to know\?/],
    ['x'.repeat(2001), /^The question is 2001 characters long/],
  ])('that cannot be one is refused', async (question, reason) => {
    const { ask } = await start();

    await expect(ask(question)).rejects.toThrow(reason);
  });
});
