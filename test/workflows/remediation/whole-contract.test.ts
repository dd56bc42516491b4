import { expect, test } from '@jest/globals';
import { hashArguments } from '../../../src/remediation/action-catalogue.js';
import type { RunbookAction } from '../../../src/incidents/runbook.js';
import { hashContract } from '../../../src/remediation/contract-hash.js';
import type { Database } from '../../../src/storage/database.js';
import { announceProposal } from '../../../src/workflows/remediation/announce-proposal.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { followFailedFix } from '../../../src/workflows/remediation/follow-failed-fix.js';
import { rollBack } from '../../../src/workflows/remediation/roll-back.js';
import { BOB, policyWith, refusalCodes } from '../../helpers/approvals.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  CHANNEL,
  createWorkflowDeps,
  decide,
  measured,
  proposalOf,
  proposeRestart,
  verify,
} from '../../helpers/workflow-deps.js';

const NEEDED: Partial<RunbookAction> = {
  when: { changeWithinSeconds: null, metric: { query: 'errors', is: { operator: '>', value: 0.1 } } },
};
const FORGED = { endpoint: 'restart-payments' };
const OTHER_WAY_BACK = `undo = jsonb_set(undo, '{arguments,endpoint}', '"restart-checkout"')`;

/** Whoever can write to the table could try each of these. */
const REWRITTEN: Readonly<Record<string, string>> = {
  arguments: `arguments = '${JSON.stringify(FORGED)}', arguments_hash = '${hashArguments('call_http_endpoint', FORGED)}'`,
  'way back': OTHER_WAY_BACK,
  'words of the way back': `undo = undo || '{"effect":"nothing"}'`,
  'no way back': 'undo = NULL',
  verification: `verification = jsonb_set(verification, '{is,value}', '1000')`,
  'no verification': 'verification = NULL',
  precondition: `precondition = jsonb_set(precondition, '{is,value}', '0')`,
  'no precondition': 'precondition = NULL',
  terms: `terms = terms || '{"rollBack":"automatic"}'`,
  risk: `risk = 'high'`,
  'blast radius': `blast_radius = '{"replicas":1,"capacityShare":0.01}'`,
  'what it prints': `dry_run = 'nothing happens'`,
  'whether it may be repeated': 'is_idempotent = true',
  'who asked': `proposed_by = '{"kind":"person","id":"U0CAROL"}'`,
  'more time': `expires_at = expires_at + interval '1 hour'`,
};

/** As only who owns the tables can. */
const rewriteLog = (database: Database, details: string) =>
  database.transaction(async (tx) => {
    await tx.query('ALTER TABLE firewatch.audit DISABLE TRIGGER audit_append_only');
    await tx.query(`UPDATE firewatch.audit SET details = ${details} WHERE event = 'proposal.created'`);
    await tx.query('ALTER TABLE firewatch.audit ENABLE TRIGGER audit_append_only');
  });

describeOnOneDatabase('a contract', (open) => {
  async function start(rule: object = {}) {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.policy = policyWith(rule);
    deps.state.endpoint = { ...deps.state.endpoint, undo: deps.state.wayBack.name };
    deps.state.step = NEEDED;
    deps.state.answer = measured(0.9);
    const { id, incident } = await proposeRestart(deps);
    const rewrite = (change: string) => database.query(`UPDATE firewatch.proposals SET ${change}`);
    const all = () => store.transaction((tx) => tx.proposals.ofIncident(incident.id));
    const run = async () => {
      await decide(deps, id);
      await executeProposal(deps, id);
    };
    return { deps, database, id, rewrite, all, run };
  }

  test('that somebody rewrote before the first click is refused, whatever it was, and is as it was when put back', async () => {
    const { deps, database, id, rewrite, all } = await start();
    const [before] = await database.query<{ row: unknown }>(
      'SELECT to_jsonb(p) AS row FROM firewatch.proposals AS p',
    );
    const columns = `arguments, arguments_hash, undo, verification, precondition, terms, risk, blast_radius, dry_run,
      is_idempotent, proposed_by, expires_at`;

    for (const [what, change] of Object.entries(REWRITTEN)) {
      await rewrite(change);
      const { status, sentence } = await decide(deps, id);
      expect([what, status, sentence]).toEqual([
        what,
        'refused',
        'What is stored is not what was proposed. Tell whoever runs Firewatch. Nothing was done.',
      ]);
      await database.query(
        `UPDATE firewatch.proposals SET (${columns}) =
           (SELECT ${columns} FROM jsonb_populate_record(NULL::firewatch.proposals, $1::jsonb))`,
        [JSON.stringify(before?.row)],
      );
    }

    expect(await refusalCodes(database)).toEqual(Object.keys(REWRITTEN).map(() => 'contract_changed'));
    expect(await all()).toHaveLength(1);
    expect((await decide(deps, id)).status).toBe('approved');
  });

  test('whose way back was rewritten after the click is not run, in words, and a new look is taken', async () => {
    const { deps, database, id, rewrite, all } = await start();
    await decide(deps, id);
    await rewrite(OTHER_WAY_BACK);

    await executeProposal(deps, id);

    expect(await all()).toMatchObject([
      {
        status: 'superseded',
        outcome: 'Not run: what is stored is not what was proposed. Tell whoever runs Firewatch.',
      },
    ]);
    expect(await refusalCodes(database)).toEqual(['contract_changed']);
    expect(
      await database.query('SELECT 1 FROM firewatch.investigations WHERE finished_at IS NULL'),
    ).toHaveLength(1);
    expect(deps.calls).toEqual([]);
  });

  test('whose way back was rewritten after the run is not rolled back by a click', async () => {
    const { deps, database, id, rewrite, all, run } = await start();
    await run();
    await verify(deps, id);
    await rewrite(OTHER_WAY_BACK);

    expect(await rollBack(deps, BOB, { proposalId: id, channelId: CHANNEL })).toEqual({
      status: 'refused',
      sentence: 'What is stored is not what was proposed. Tell whoever runs Firewatch. Nothing was done.',
    });

    expect(await all()).toHaveLength(1);
    expect(await refusalCodes(database)).toEqual(['contract_changed']);
  });

  test('whose way back was rewritten after the run is not rolled back by itself, and people hear why', async () => {
    const { deps, database, id, rewrite, all, run } = await start({ rollBack: 'automatic' });
    await run();
    await verify(deps, id);
    await rewrite(OTHER_WAY_BACK);

    await followFailedFix(deps, { proposalId: id, isMeasured: true }, AbortSignal.timeout(10_000));

    const notes = await database.query<{ text: string }>(
      "SELECT text FROM firewatch.timeline WHERE kind = 'note'",
    );
    expect(notes.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('not rolled back by itself: What is stored is not what was proposed.'),
    );
    expect(await all()).toHaveLength(1);
    expect(await refusalCodes(database)).toEqual(['contract_changed']);
    expect(deps.calls).toHaveLength(1);
  });

  test('whose roll-back runs by itself is held against the log once more when that begins', async () => {
    const { deps, database, id, rewrite, all, run } = await start({ rollBack: 'automatic' });
    await run();
    await verify(deps, id);
    await followFailedFix(deps, { proposalId: id, isMeasured: true }, AbortSignal.timeout(10_000));
    const undo = (await all()).find(({ undoes }) => undoes === id)!;
    expect(undo.status).toBe('approved');
    await rewrite(
      `rationale = 'It may change.', title = CASE WHEN undoes IS NULL THEN 'Other' ELSE title END`,
    );

    await executeProposal(deps, undo.id);

    expect((await proposalOf(deps, undo.id)).status).toBe('superseded');
    expect(await refusalCodes(database)).toEqual(['contract_changed']);
    expect(deps.calls).toHaveLength(1);
  });

  test('whose expectation was rewritten while it ran is not called a success', async () => {
    const { deps, database, id, rewrite, run } = await start();
    await run();
    await rewrite(REWRITTEN['verification']!);

    await verify(deps, id);

    expect(await proposalOf(deps, id)).toMatchObject({
      status: 'unverified',
      outcome: 'Not verified: What is stored is not what was proposed. Tell whoever runs Firewatch.',
    });
    expect(await refusalCodes(database)).toEqual(['contract_changed']);
  });

  test('is not helped by a second entry in the log, nor by one that was rewritten with it', async () => {
    const { deps, database, id, rewrite } = await start();
    await rewrite(OTHER_WAY_BACK);
    const forged = await proposalOf(deps, id);
    await deps.store.transaction((tx) => announceProposal(deps, tx, forged));
    expect((await decide(deps, id)).status).toBe('refused');

    await rewriteLog(database, `details || '{"contractHash":"${hashContract(forged)}"}'`);

    expect((await decide(deps, id)).status).toBe('refused');
    expect(await refusalCodes(database)).toEqual(['contract_changed', 'contract_changed']);
  });

  test('of a version that wrote no hash of it can be approved, run and rolled back no more', async () => {
    const { deps, database, id, all } = await start();
    await decide(deps, id);
    await rewriteLog(database, `details - 'contractHash'`);
    await executeProposal(deps, id);
    const [old] = await all();
    expect(old).toMatchObject({ status: 'superseded', outcome: expect.stringContaining('an older version') });

    await database.query("UPDATE firewatch.proposals SET status = 'pending'");
    const { sentence } = await decide(deps, id);
    expect(sentence).toContain('A new analysis proposes it again. Nothing was done.');

    await database.query("UPDATE firewatch.proposals SET status = 'verifying'");
    await database.query(
      "INSERT INTO firewatch.executions (proposal_id, status, finished_at) SELECT id, 'succeeded', now() FROM firewatch.proposals",
    );
    await verify(deps, id);
    const answer = await rollBack(deps, ALICE, { proposalId: id, channelId: CHANNEL });

    expect((await proposalOf(deps, id)).outcome).toContain('Not verified: measured 0.9');
    expect(answer.sentence).toContain('Take it back by hand. Nothing was done.');
    expect(await refusalCodes(database)).toEqual(['not_recorded', 'not_recorded', 'not_recorded']);
  });
});
