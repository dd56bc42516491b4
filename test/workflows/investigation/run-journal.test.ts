import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { RunStep } from '../../../src/agent/ports.js';
import type { Observation } from '../../../src/incidents/evidence.js';
import { housekeeping } from '../../../src/workflows/housekeeping.js';
import { createRunJournal } from '../../../src/workflows/investigation/run-journal.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

const SEEN: Observation = {
  kind: 'tool_result',
  service: 'checkout',
  statement: 'up is 1.',
  why: 'Looked up during the investigation with query_metrics.',
  source: 'prometheus',
  query: 'up',
  range: null,
  data: null,
  isAnomalous: false,
};
const START: RunStep = { kind: 'start', briefing: 'What is known.', promptVersion: '1' };
const stepOf = (id: string, key = 'query_metrics {"z":1,"a":2}'): RunStep => ({
  kind: 'tool',
  name: 'query_metrics',
  key,
  answer: { status: 'ok', text: `${id}: up is 1.`, evidenceId: id },
  proposed: [],
});

describeOnOneDatabase('the journal of a run', (open) => {
  const begin = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    const runId = randomUUID();
    const kept = { store, keeper: { hide: (seen: Observation) => seen, hideText: (text: string) => text } };
    const another = () => createRunJournal(kept, runId, incident!.id);
    const evidence = () => store.transaction((tx) => tx.evidence.list(incident!.id));
    return { deps, database, another, evidence };
  };

  test('tells the next process what was done, in order and word for word', async () => {
    const { another } = await begin();
    const journal = another();
    expect(await journal.read()).toEqual([]);
    const answer: RunStep = {
      kind: 'model',
      model: 'scripted',
      answer: {
        id: 'chatcmpl-1',
        text: '',
        calls: [{ id: 'call_1', name: 'query_metrics', args: { z: 1, a: { y: 2, b: 3 } } }],
        isCut: false,
        hurried: null,
      },
      requests: 1,
      inputTokens: 10,
      outputTokens: 5,
    };
    await journal.append(START);
    await journal.append(answer);
    const filed = await journal.file(SEEN, ({ id }) => stepOf(id));

    const next = another();
    const steps = await next.read();
    // The keys in their order too, or the bytes of the next prompt would differ.
    expect(JSON.stringify(steps)).toBe(JSON.stringify([START, answer, stepOf(filed.id)]));
    expect(await next.evidence([filed.id, 'E99'])).toEqual([filed]);
    await next.append(START);
    expect(await another().read()).toHaveLength(4);
  });

  test('lets one process go on, and files nothing for another', async () => {
    const { another, evidence } = await begin();
    const [slow, quick] = [another(), another()];
    await slow.read();
    await quick.read();
    await quick.append(START);

    await expect(slow.append(START)).rejects.toThrow(/duplicate key/);
    await quick.file(SEEN, ({ id }) => stepOf(id));
    await expect(slow.file({ ...SEEN, query: 'down' }, ({ id }) => stepOf(id))).rejects.toThrow(
      /duplicate key/,
    );
    expect((await evidence()).map(({ id, query }) => [id, query])).toEqual([['E1', 'up']]);
  });

  test('keeps answers that come at the same time', async () => {
    const { another } = await begin();
    const journal = another();
    await journal.read();
    await Promise.all(
      ['1', '2', '3', '4'].map((query) => journal.file({ ...SEEN, query }, ({ id }) => stepOf(id, query))),
    );

    expect(await another().read()).toHaveLength(4);
  });

  test('is forgotten after a month', async () => {
    const { deps, database, another } = await begin();
    const journal = another();
    await journal.read();
    await journal.append(START);
    await journal.append(START);
    await database.query("UPDATE firewatch.run_steps SET at = now() - interval '31 days' WHERE seq = 1");
    await housekeeping({ ...deps, settings: deps.settings, paging: null });

    expect(await another().read()).toHaveLength(1);
  });
});
