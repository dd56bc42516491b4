import { expect, test } from '@jest/globals';
import { defaultPolicy } from '../../../src/remediation/policy/default-policy.js';
import type { Database, Row } from '../../../src/storage/database.js';
import type { ProposalId } from '../../../src/shared/ids.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { housekeeping } from '../../../src/workflows/housekeeping.js';
import { describeOnEveryDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  CAROL,
  createWorkflowDeps,
  decide,
  incidentsOf,
  proposalOf,
  proposeRestart,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';

const refusals = (database: Database) =>
  database.query("SELECT actor, details FROM firewatch.audit WHERE event = 'decision.refused'");

describeOnEveryDatabase('a decision', (open) => {
  const start = async () => {
    const { store, database } = await open();
    return { database, deps: createWorkflowDeps(store) };
  };

  test('by fifty clicks at once counts once and runs once', async () => {
    const { deps } = await start();
    const { id } = await proposeRestart(deps);

    const results = await Promise.all(Array.from({ length: 50 }, () => decide(deps, id)));
    await Promise.all(Array.from({ length: 5 }, () => executeProposal(deps, id)));

    expect(results.filter(({ status }) => status === 'approved')).toHaveLength(1);
    const others = results.filter(({ status }) => status === 'refused').map(({ sentence }) => sentence);
    expect(new Set(others)).toEqual(new Set(['This was approved already; it runs only once.']));
    expect(deps.calls).toEqual([{ name: 'restart-checkout', idempotencyKey: id }]);
  }, 60_000);

  test.each(['approve', 'reject'] as const)(
    '(%s) is shown under the evidence too, which asked for it',
    async (verdict) => {
      const { deps, database } = await start();
      const { id } = await proposeRestart(deps);
      const version = async () =>
        (
          await database.query<Row & { version: number }>(
            "SELECT version FROM firewatch.messages WHERE kind = 'evidence'",
          )
        )[0]?.version ?? 0;
      const before = await version();

      await decide(deps, id, ALICE, verdict);

      expect(await version()).toBeGreaterThan(before);
    },
  );

  test('for and against at once is one of the two', async () => {
    const { deps } = await start();
    const { id } = await proposeRestart(deps);

    const results = await Promise.all([
      decide(deps, id, ALICE, 'reject'),
      decide(deps, id, ALICE, 'approve'),
    ]);
    await executeProposal(deps, id);

    expect(results.map(({ status }) => status).filter((status) => status === 'refused')).toHaveLength(1);
    const isApproved = results.some(({ status }) => status === 'approved');
    expect(deps.calls).toHaveLength(isApproved ? 1 : 0);
  });

  test.each<
    [
      string,
      (context: { deps: WorkflowDeps; database: Database; id: ProposalId }) => Promise<unknown>,
      string,
    ]
  >([
    [
      'nobody is named as approver',
      async ({ deps }) => {
        deps.state.policy = defaultPolicy({ approvers: [], expireAfterSeconds: 300 });
      },
      'Nobody may decide on “Restart checkout” yet.',
    ],
    [
      'its time is over',
      ({ database }) => database.query('UPDATE firewatch.proposals SET expires_at = now()'),
      'This proposal has expired',
    ],
    [
      'it has expired',
      async ({ deps, database }) => {
        await database.query('UPDATE firewatch.proposals SET expires_at = now()');
        await housekeeping({ ...deps, paging: null });
      },
      'This proposal has expired',
    ],
    ['it was rejected', ({ deps, id }) => decide(deps, id, ALICE, 'reject'), 'This was rejected already.'],
    [
      'the incident is resolved',
      async ({ deps }) => {
        const [incident] = await incidentsOf(deps);
        await resolveIncident(deps, ALICE, {
          incidentId: incident!.id,
          requestId: 'r1',
          cause: null,
          fix: null,
        });
      },
      'INC-1 was over before anybody decided',
    ],
  ])('is refused and audited when %s', async (_, prepare, sentence) => {
    const { deps, database } = await start();
    const { id } = await proposeRestart(deps);
    await prepare({ deps, database, id });

    const result = await decide(deps, id);
    await executeProposal(deps, id);

    expect(result.status).toBe('refused');
    expect(result.sentence).toContain(sentence);
    expect(deps.calls).toEqual([]);
    expect(await refusals(database)).toEqual([
      {
        actor: { kind: 'person', id: ALICE.slackUserId },
        details: { verdict: 'approve', code: expect.stringMatching(/^[a-z_]+$/), reason: result.sentence },
      },
    ]);
  });

  test('is refused from a channel in which the card was not posted', async () => {
    const { deps, database } = await start();
    const { id } = await proposeRestart(deps);
    await database.query(
      "UPDATE firewatch.messages SET ts = '1.1', channel = 'C0ELSEWHERE' WHERE kind = 'proposal'",
    );

    const result = await decide(deps, id);

    expect(result).toMatchObject({
      status: 'refused',
      sentence: expect.stringContaining('Decide in the thread of the incident'),
    });
    expect((await proposalOf(deps, id)).status).toBe('pending');
  });

  test('is refused to somebody who is no approver, and stays open for those who are', async () => {
    const { deps, database } = await start();
    const { id } = await proposeRestart(deps);

    const result = await decide(deps, id, CAROL);

    expect(result).toMatchObject({
      status: 'refused',
      sentence: expect.stringContaining('Only U0ALICE or U0BOB may decide'),
    });
    expect(await refusals(database)).toHaveLength(1);
    expect((await decide(deps, id)).status).toBe('approved');
  });

  test('on something that does not exist is refused', async () => {
    const { deps, database } = await start();

    const result = await decide(deps, '00000000-0000-4000-8000-000000000000' as ProposalId);

    expect(result).toMatchObject({ status: 'refused', sentence: expect.stringContaining('not known here') });
    expect(await refusals(database)).toHaveLength(1);
  });
});
