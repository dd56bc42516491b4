import { expect, test } from '@jest/globals';
import type { PeopleDirectory } from '../../../src/remediation/ports.js';
import type { Decider } from '../../../src/remediation/policy/eligibility.js';
import type { ProposalId } from '../../../src/shared/ids.js';
import { decideProposal } from '../../../src/workflows/remediation/decide-proposal.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { refuseStranger } from '../../../src/workflows/remediation/refuse-stranger.js';
import { policyWith, proposeAnew, refusalCodes } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  CHANNEL,
  CAROL,
  createWorkflowDeps,
  decide,
  proposalOf,
  proposeRestart,
} from '../../helpers/workflow-deps.js';

/** Alice is an approver by her group, or by being on call. */
const POLICY = policyWith(
  { approvers: ['sre', 'on-call'] },
  { groups: { sre: { userGroup: 'S0SRE' } }, breakGlass: { approvers: ['sre'] } },
);
const IN_GROUP: Partial<Decider> = { userGroups: new Set(['S0SRE']) };

describeOnOneDatabase('a click', (open) => {
  const start = async (who: Partial<Decider>) => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = POLICY;
    deps.state.people.set(ALICE.slackUserId, who);
    return { deps, database, ...(await proposeRestart(deps)) };
  };

  test.each<[string, Partial<Decider>]>([
    ['a member of the group', IN_GROUP],
    ['whoever is on call', { isOnCall: true }],
  ])('of %s counts', async (_, who) => {
    const { deps, id } = await start(who);

    expect((await decide(deps, id)).status).toBe('approved');
  });

  test.each<[string, Partial<Decider>, string]>([
    ['a guest', { ...IN_GROUP, account: 'guest' }, 'no_member'],
    ['somebody of another workspace', { ...IN_GROUP, account: 'stranger' }, 'no_member'],
    ['an app', { ...IN_GROUP, account: 'bot' }, 'no_member'],
    ['a deactivated account', { ...IN_GROUP, account: 'deactivated' }, 'no_member'],
    ['an account that Slack says nothing of', { ...IN_GROUP, account: 'unknown' }, 'cannot_check'],
    ['somebody whose groups Slack does not tell', { userGroups: null }, 'cannot_check'],
    ['somebody, while the pager is silent', { isOnCall: null }, 'cannot_check'],
    ['somebody in no group and not on call', {}, 'not_eligible'],
  ])('of %s does not, and is audited', async (_, who, code) => {
    const { deps, database, id } = await start(who);

    const results = [await decide(deps, id), await decide(deps, id, ALICE, 'reject')];

    expect(results.map(({ status }) => status)).toEqual(['refused', 'refused']);
    for (const { sentence } of results) expect(sentence).toMatch(/^[A-Z].+\. Nothing was done\.$/);
    expect(await refusalCodes(database)).toEqual([code, code]);
    expect((await proposalOf(deps, id)).status).toBe('pending');
  });

  test.each([
    ['before its card is posted', null],
    ['when its card is posted', '1.1'],
  ])('that comes from elsewhere %s is refused, and audited', async (_, ts) => {
    const { deps, database, id } = await start(IN_GROUP);
    await database.query("UPDATE firewatch.messages SET ts = $1 WHERE kind = 'proposal'", [ts]);
    const click = { proposalId: id, verdict: 'approve', channelId: 'C0ELSEWHERE' } as const;

    const result = await decideProposal(deps, ALICE, click);

    expect(result.sentence).toContain('Decide in the thread of the incident');
    expect(await refusalCodes(database)).toEqual(['wrong_place']);
    expect((await decide(deps, id)).status).toBe('approved');
  });

  test('that comes from anywhere is refused while its channel is known by name alone, until the incident is shown there', async () => {
    const { deps, database, id } = await start(IN_GROUP);
    await database.query("UPDATE firewatch.incidents SET channel = '#incidents'");
    expect((await decide(deps, id)).status).toBe('refused');

    await database.query(
      "UPDATE firewatch.messages SET ts = '1.1', channel = 'C0INCIDENTS' WHERE kind = 'incident_card'",
    );
    const elsewhere = { proposalId: id, verdict: 'approve', channelId: 'C0ELSEWHERE' } as const;
    expect((await decideProposal(deps, ALICE, elsewhere)).status).toBe('refused');

    expect((await decide(deps, id)).status).toBe('approved');
    expect(await refusalCodes(database)).toEqual(['wrong_place', 'wrong_place']);
  });

  test.each<[string, Partial<Decider>, Partial<Decider>, string]>([
    ['has left the group', IN_GROUP, {}, 'not_eligible'],
    ['is not on call any more', { isOnCall: true }, {}, 'not_eligible'],
    ['was deactivated', IN_GROUP, { ...IN_GROUP, account: 'deactivated' }, 'no_member'],
    ['cannot be looked up any more', IN_GROUP, { account: 'unknown' }, 'cannot_check'],
    ['may be on call or not: the pager is silent', { isOnCall: true }, { isOnCall: null }, 'cannot_check'],
  ])('is worth nothing at the run when who clicked %s', async (_, before, after, code) => {
    const { deps, database, id } = await start(before);
    await decide(deps, id);
    deps.state.people.set(ALICE.slackUserId, after);

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('superseded');
    expect(await refusalCodes(database)).toEqual([code]);
    expect(deps.calls).toEqual([]);
  });

  test('is held against what Slack says at the run, not against what is remembered', async () => {
    const { deps, id } = await start(IN_GROUP);
    const asked: boolean[] = [];
    const describeAt: PeopleDirectory['describe'] = (who, about) => {
      asked.push(about.isFresh ?? false);
      return deps.people.describe(who);
    };
    const watched = { ...deps, people: { ...deps.people, describe: describeAt }, settings: deps.settings };

    await decideProposal(watched, ALICE, { proposalId: id, verdict: 'approve', channelId: CHANNEL });
    await executeProposal(watched, id);

    expect(asked).toEqual([false, true]);
    expect(deps.calls).toHaveLength(1);
  });

  test('of who asked for the fix does not count, and is theirs to reject', async () => {
    const { deps, database, id: first } = await start(IN_GROUP);
    const proposedBy = { kind: 'person', id: ALICE.slackUserId } as const;
    const id = await proposeAnew(deps, first, { proposedBy });

    const result = await decide(deps, id);

    expect(result.sentence).toContain('You asked for this fix, so somebody else has to approve it.');
    expect(await refusalCodes(database)).toEqual(['own_proposal']);
    expect((await decide(deps, id, ALICE, 'reject')).status).toBe('rejected');
  });

  test.each(['', 'x', "'; DROP TABLE firewatch.proposals; --", '00000000-0000-4000-8000-000000000000'])(
    'with the id %j decides nothing',
    async (forged) => {
      const { deps, database, id } = await start(IN_GROUP);

      const result = await decide(deps, forged as ProposalId);

      expect(result.sentence).toBe('This proposal is not known here. Nothing was done.');
      expect(await refusalCodes(database)).toEqual(['unknown_proposal']);
      expect((await proposalOf(deps, id)).status).toBe('pending');
    },
  );

  test('with a made-up id is written down no further than an id could be long', async () => {
    const { deps, database } = await start(IN_GROUP);

    await decide(deps, 'x'.repeat(2000) as ProposalId);

    const [row] = await database.query<{ length: number }>(
      "SELECT length(subject) AS length FROM firewatch.audit WHERE event = 'decision.refused'",
    );
    expect(row?.length).toBe(100);
  });

  test('of somebody of another workspace is written down without a look at what it names', async () => {
    const { deps, database } = await start(IN_GROUP);
    const sentence = 'Ask somebody of this workspace.';

    await refuseStranger(deps, ALICE, { subject: 'x'.repeat(2000), verdict: 'approve', sentence });

    expect(await refusalCodes(database)).toEqual(['no_member']);
  });

  test('of somebody else on the same card does not hide behind one that counted', async () => {
    const { deps, database, id } = await start(IN_GROUP);
    await decide(deps, id);

    const late = await decide(deps, id, CAROL);

    expect(late.sentence).toBe('This was approved already; it runs only once.');
    expect(await refusalCodes(database)).toEqual(['already_decided']);
  });
});
