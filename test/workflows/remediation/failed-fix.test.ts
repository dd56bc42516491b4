import { expect, test } from '@jest/globals';
import type { PagingNotes, PagingSystem } from '../../../src/incidents/ports/paging-system.js';
import { UpstreamError } from '../../../src/shared/errors.js';
import type { ProposalId } from '../../../src/shared/ids.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { followFailedFix } from '../../../src/workflows/remediation/follow-failed-fix.js';
import { stopActions } from '../../../src/workflows/remediation/stop-actions.js';
import { policyWith } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  createWorkflowDeps,
  decide,
  measured,
  proposeRestart,
  verify,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';

const AUTOMATIC = { rollBack: 'automatic' };

describeOnOneDatabase('a fix that is not known to have worked', (open) => {
  async function start(rule: object = {}, change: (deps: WorkflowDeps) => unknown = () => undefined) {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith(rule);
    deps.state.endpoint = { ...deps.state.endpoint, undo: deps.state.wayBack.name };
    change(deps);
    const { id, incident } = await proposeRestart(deps);
    await decide(deps, id);
    await executeProposal(deps, id);
    const notes = async () => {
      const rows = await database.query<{ text: string }>(
        "SELECT t.text FROM firewatch.timeline AS t JOIN firewatch.messages AS m ON m.kind = 'note' AND m.subject_id = t.id::text ORDER BY t.id",
      );
      return rows.map(({ text }) => text);
    };
    /** As the queue would, with what was sent. */
    const follow = async (extra: object = {}) => {
      const jobs = await database.query<{ data: { proposalId: ProposalId; isMeasured: boolean } }>(
        "SELECT data FROM pgboss.job WHERE name = 'follow-failed-fix' ORDER BY created_on",
      );
      for (const { data } of jobs)
        await followFailedFix({ ...deps, ...extra }, data, AbortSignal.timeout(10_000));
      return jobs.length;
    };
    const undo = async () =>
      (await deps.store.transaction((tx) => tx.proposals.ofIncident(incident.id))).find(
        ({ undoes }) => undoes === id,
      );
    return { deps, database, id, incident, notes, follow, undo };
  }

  test('is taken back at once where its rule promised that, loudly, and once', async () => {
    const { deps, id, follow, undo, notes } = await start(AUTOMATIC);
    deps.state.answer = measured(0.9);
    await verify(deps, id);

    await follow();
    await follow();

    const undone = await undo();
    expect(undone).toMatchObject({ status: 'approved', decidedBy: { kind: 'firewatch' } });
    await executeProposal(deps, undone!.id);
    expect(deps.calls.map(({ name }) => name)).toEqual(['restart-checkout', 'restore-checkout']);
    expect((await notes()).filter((text) => text.includes('being rolled back by itself'))).toHaveLength(1);
  });

  test.each<[string, object, (deps: WorkflowDeps) => unknown, 'pending' | undefined]>([
    ['the policy asks', {}, () => undefined, undefined],
    [
      'nobody could measure it',
      AUTOMATIC,
      (deps) => (deps.state.answer = { ...measured(), series: [] }),
      undefined,
    ],
    [
      'all actions are stopped',
      AUTOMATIC,
      (deps) => stopActions(deps, ALICE, { isStopped: true, reason: 'a drill' }),
      'pending',
    ],
    [
      'the rule does not promise it any more',
      AUTOMATIC,
      (deps) => (deps.state.policy = policyWith()),
      'pending',
    ],
    [
      'going back is riskier than the fix was',
      AUTOMATIC,
      (deps) => (deps.state.wayBack = { ...deps.state.wayBack, risk: 'high' }),
      'pending',
    ],
    [
      'too much ran on the service within the hour',
      { ...AUTOMATIC, limits: { actionsPerHour: 1 } },
      () => undefined,
      'pending',
    ],
  ])('is not taken back by itself when %s', async (_, rule, change, status) => {
    const { deps, id, follow, undo, notes } = await start(rule);
    deps.state.answer = measured(0.9);
    await change(deps);
    await verify(deps, id);

    await follow();

    const undone = await undo();
    expect(undone?.status).toBe(status);
    if (undone) await executeProposal(deps, undone.id);
    expect(deps.calls).toHaveLength(1);
    const isTold = (await notes()).join('\n').includes('is not rolled back by itself: ');
    expect(isTold).toBe(status === 'pending');
  });

  test('calls whoever is on call by name in the thread, once, and the pager gets a note', async () => {
    const told: string[] = [];
    const paging: Pick<PagingSystem, 'onCall'> & PagingNotes = {
      onCall: async () => [
        { name: 'Bob', email: 'bob@example.com', level: 2 },
        { name: 'Alice', email: 'alice@example.com', level: 1 },
      ],
      addNote: async (to, text) => void told.push(`${to}: ${text}`),
    };
    const { deps, database, incident, follow, notes } = await start({}, (deps) => {
      deps.state.onCall = () =>
        Promise.reject(new UpstreamError('checkout', 'answered 500', { status: 500, isRetryable: false }));
    });
    await deps.store.transaction(async (tx) =>
      tx.incidents.save({ ...(await tx.incidents.get(incident.id))!, pagerDutyIncidentId: 'P1' }),
    );
    const catalog = () => ({
      ...deps.catalog(),
      get: (name: string) => {
        const service = deps.catalog().get(name);
        return service && { ...service, pagerDutyServiceId: 'PSVC' };
      },
    });

    await follow({ paging, catalog });
    await follow({ paging, catalog });

    const called = (await notes()).filter((text) => text.includes('Please take over'));
    expect(called).toEqual([expect.stringMatching(/^U0ALICE: “Restart checkout” failed\./)]);
    expect(told[0]).toMatch(/^P1: \[Firewatch INC-\d+ fix\] A fix needs a person/);
    const audited = await database.query<{ details: object }>(
      "SELECT details FROM firewatch.audit WHERE event = 'proposal.escalated'",
    );
    expect(audited.map(({ details }) => details)).toEqual([{ to: ['U0ALICE'], status: 'failed' }]);
  });

  test('says so without a name where nobody is known, and nothing at all when it worked', async () => {
    const failed = await start();
    failed.deps.state.answer = measured(0.9);
    await verify(failed.deps, failed.id);
    await failed.follow();
    expect((await failed.notes()).join('\n')).toContain('Whoever is on call: “Restart checkout” ran');

    const worked = await start();
    worked.deps.state.answer = measured(0.01);
    await verify(worked.deps, worked.id);
    const before = await worked.notes();
    await worked.follow();
    expect(await worked.notes()).toEqual(before);
  });
});
