import { expect, test } from '@jest/globals';
import { describeOnEveryDatabase } from '../../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

/** As the version before hypotheses and checks stored it. */
const OLD = {
  report: {
    summary: 'checkout fails.',
    cause: { service: 'checkout', mechanism: 'A release.', confidence: 0.9, evidenceIds: ['E1'] },
    claims: [{ text: 'It fails.', evidenceIds: ['E1'] }],
    ruledOut: [{ cause: 'payments', why: 'It is quiet.', evidenceIds: ['E3'] }],
    missing: ['Logs.'],
    nextSteps: ['Roll back.'],
  },
  by: 'model',
  model: 'm',
  note: null,
  usage: { modelCalls: 1, toolCalls: 2, inputTokens: 3, outputTokens: 4, durationMs: 5 },
};

describeOnEveryDatabase('analyses', (open) => {
  test.each([
    [
      'with a cause',
      OLD,
      {
        summary: 'checkout fails.',
        cause: { ...OLD.report.cause, component: null },
        claims: OLD.report.claims,
        hypotheses: [
          { cause: 'payments', status: 'ruled out', why: 'It is quiet.', supports: [], contradicts: ['E3'] },
        ],
        missing: ['Logs.'],
        nextSteps: ['Roll back.'],
      },
    ],
    [
      'without one',
      { ...OLD, report: { ...OLD.report, cause: null, ruledOut: [] } },
      {
        summary: 'checkout fails.',
        cause: null,
        claims: OLD.report.claims,
        hypotheses: [],
        missing: ['Logs.'],
        nextSteps: ['Roll back.'],
      },
    ],
  ])('that an older version stored are read, %s', async (_name, stored, report) => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    if (!incident) throw new Error('the alert opened no incident');
    await database.query('UPDATE firewatch.investigations SET analysis = $1::jsonb, finished_at = now()', [
      JSON.stringify(stored),
    ]);

    const [investigation] = await store.transaction((tx) => tx.investigations.latest(incident.id));

    expect(investigation?.analysis).toEqual({
      ...stored,
      report,
      proposals: [],
      verification: null,
      promptVersion: null,
    });
    const same = await store.transaction((tx) => tx.investigations.get(investigation?.id ?? ''));
    expect(same).toEqual(investigation);
  });
});
