import { expect, test } from '@jest/globals';
import { findRunbooks } from '../../../src/workflows/knowledge/find-runbooks.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { createWorkflowDeps, proposeRestart } from '../../helpers/workflow-deps.js';

describeOnOneDatabase('a look for runbooks', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    return { store, database, deps };
  };

  test('a runbook is checked now, and tells what became of its steps', async () => {
    const { deps } = await start();
    const { incident } = await proposeRestart(deps);
    const library = deps.runbooks();
    const restart = library.get('restart')!;
    const diagnosed = {
      ...restart,
      diagnosis: [
        {
          name: 'errors',
          query: 'errors{service="$service"}',
          supports: { operator: '>' as const, value: 0.1 },
          why: 'It hangs.',
        },
      ],
    };
    const match = { runbook: diagnosed, score: 1, reason: 'you named it', isSure: true };
    const runbooks = () => ({
      ...library,
      get: () => diagnosed,
      list: () => [diagnosed],
      find: () => [match],
      search: () => [match],
    });
    deps.state.answer = {
      series: [{ labels: {}, times: [1], values: [0.5] }],
      isPartial: false,
      warnings: [],
    };

    const { found } = await findRunbooks(
      { ...deps, settings: deps.settings, runbooks },
      { incidentId: incident.id, words: '' },
    );

    expect(found).toMatchObject([
      {
        runbook: { id: 'restart' },
        service: 'checkout',
        isKnownToFit: true,
        checks: [{ holds: true }],
        steps: [{ title: 'Restart checkout', isApplicable: true, proposal: 'pending' }],
      },
    ]);
    const guess = { ...match, isSure: false };
    const guessed = async (metricsSource: typeof deps.metricsSource | null) => {
      const answer = await findRunbooks(
        {
          ...deps,
          settings: deps.settings,
          metricsSource,
          runbooks: () => ({ ...runbooks(), find: () => [guess] }),
        },
        { incidentId: incident.id, words: '' },
      );
      return answer.found[0]?.isKnownToFit;
    };
    expect([await guessed(deps.metricsSource), await guessed(null)]).toEqual([true, false]);

    const searched = await findRunbooks(
      { ...deps, settings: deps.settings, runbooks, metricsSource: null },
      { incidentId: null, words: 'Restart' },
    );
    expect(searched).toMatchObject({
      incident: null,
      found: [{ service: null, checks: [], reason: 'you named it' }],
    });
  });
});
