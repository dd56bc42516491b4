import { expect, test } from '@jest/globals';
import { showFreezes } from '../../../src/workflows/remediation/show-freezes.js';
import { policyWith } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { createWorkflowDeps, proposeRestart } from '../../helpers/workflow-deps.js';

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

describeOnOneDatabase('a card that waits', (open) => {
  test.each([
    ['when a freeze has just begun', -30, 3600, 1],
    ['when a freeze has just ended', -3600, -30, 1],
    ['not in the middle of a freeze', -3600, 3600, 0],
    ['not before a freeze', 600, 3600, 0],
    ['not long after a freeze', -7200, -3600, 0],
  ])('is shown anew %s', async (_, from, to, times) => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    await proposeRestart(deps);
    const version = async () => {
      const [row] = await database.query<{ version: number }>(
        "SELECT version::int AS version FROM firewatch.messages WHERE kind = 'proposal'",
      );
      return row!.version;
    };
    const before = await version();
    deps.state.policy = policyWith(
      {},
      { freezes: [{ name: 'x', from: inSeconds(from), to: inSeconds(to) }] },
    );

    await showFreezes(deps);

    expect((await version()) - before).toBe(times);
  });
});
