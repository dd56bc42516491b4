import { expect, test } from '@jest/globals';
import type { Database } from '../../src/storage/database.js';
import { auditHash } from '../../src/remediation/audit/audit-hash.js';
import { executeProposal } from '../../src/workflows/remediation/execute-proposal.js';
import { describeOnOneDatabase } from '../helpers/every-database.js';
import {
  measured,
  CAROL,
  createWorkflowDeps,
  decide,
  proposeRestart,
  verify,
} from '../helpers/workflow-deps.js';

describeOnOneDatabase('the audit log', (open) => {
  interface AuditRow extends Record<string, unknown> {
    seq: number;
    at: Date;
    actor: unknown;
    event: string;
    subject: string;
    details: unknown;
    previous_hash: string;
    hash: string;
  }

  /** Sequence number of the first row that does not fit. */
  async function firstBroken(database: Database): Promise<number | null> {
    const rows = await database.query<AuditRow>(
      'SELECT seq::int AS seq, at, actor, event, subject, details, previous_hash, hash FROM firewatch.audit ORDER BY audit.seq',
    );
    let previous = '0'.repeat(64);
    for (const { seq, at, actor, event, subject, details, previous_hash, hash } of rows) {
      const content = { seq, at: at.toISOString(), actor, event, subject, details };
      if (previous_hash !== previous || auditHash(content, previous) !== hash) return seq;
      previous = hash;
    }
    return null;
  }

  test('is a chain that concurrent writers do not break, and that shows what was changed', async () => {
    const { store, database } = await open();
    const entry = (index: number) => ({
      actor: { kind: 'person', id: `U${index}` } as const,
      event: 'decision.refused',
      subject: `odd \0 \ud83d ${index}`,
      details: { verdict: 'approve', 'k\0': [1e21, -0, 0.1, null, '\\u0000 \ud83d', { b: 1, a: 2 }] },
    });

    await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.transaction((tx) => tx.audit.append(entry(index)))),
    );
    expect(await firstBroken(database)).toBeNull();
    await database.transaction((tx) =>
      tx.query(
        `SET LOCAL session_replication_role = 'replica'; UPDATE firewatch.audit SET details = '{}' WHERE seq = 7`,
      ),
    );

    expect(await firstBroken(database)).toBe(7);
  });

  test('holds every step from proposal to verdict', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const { id } = await proposeRestart(deps);
    await decide(deps, id, CAROL);
    await decide(deps, id);
    deps.state.answer = measured(0);
    await executeProposal(deps, id);
    await verify(deps, id);

    const rows = await database.query('SELECT event FROM firewatch.audit WHERE subject = $1 ORDER BY seq', [
      id,
    ]);

    expect(rows.map(({ event }) => event)).toEqual([
      'proposal.created',
      'decision.refused',
      'proposal.approved',
      'proposal.executing',
      'proposal.verifying',
      'proposal.verified',
    ]);
    expect(await firstBroken(database)).toBeNull();
  });
});
