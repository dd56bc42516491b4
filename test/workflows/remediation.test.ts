import { expect, test } from '@jest/globals';
import type { Incident } from '../../src/incidents/incident.js';
import type { Database } from '../../src/storage/database.js';
import { auditHash } from '../../src/storage/repositories/audit.js';
import { UncertainOutcomeError, UpstreamError } from '../../src/shared/errors.js';
import type { ProposalId } from '../../src/shared/ids.js';
import { resolveIncident } from '../../src/workflows/lifecycle/resolve-incident.js';
import { declareIncident } from '../../src/workflows/declare-incident.js';
import { executeProposal } from '../../src/workflows/execute-proposal.js';
import { housekeeping } from '../../src/workflows/housekeeping.js';
import { proposeRemediation } from '../../src/workflows/propose-remediation.js';
import { verifyProposal } from '../../src/workflows/verify-proposal.js';
import { describeOnEveryDatabase } from '../helpers/every-database.js';
import {
  ALICE,
  CAROL,
  createWorkflowDeps,
  decide,
  incidentsOf,
  proposalOf,
  proposeRestart,
  type WorkflowDeps,
} from '../helpers/workflow-deps.js';

const NEVER = new AbortController().signal;
const verify = (deps: WorkflowDeps, id: ProposalId) => verifyProposal(deps, id, NEVER);
const answer = (...values: readonly number[]) => ({
  series: values.map((value) => ({ labels: {}, times: [0], values: [value] })),
  isPartial: false,
  warnings: [],
});

async function proposeRestartIn(deps: WorkflowDeps, incident: Incident): Promise<ProposalId> {
  const request = { runbookId: 'restart', step: 1, service: 'checkout', rationale: 'So.', evidenceIds: [] };
  const proposed = await proposeRemediation(deps, { incident, diagnosed: [], request, signal: NEVER });
  if (proposed.status !== 'proposed') throw new Error(proposed.reason);
  return proposed.proposalId;
}

/** The state of the incident and of the proposal, as one line. */
async function outcome(deps: WorkflowDeps, id: ProposalId): Promise<string> {
  const [incident] = (await incidentsOf(deps)).toReversed();
  return `${(await proposalOf(deps, id)).status}, incident ${incident?.status}`;
}

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
        deps.state.settings = { ...deps.settings, approvals: { approvers: [], expireAfterSeconds: 300 } };
      },
      'Nobody may approve yet.',
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
      'INC-1 is resolved',
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
        details: { verdict: 'approve', reason: result.sentence },
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
      sentence: expect.stringContaining('Only U0ALICE, U0BOB may decide'),
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

describeOnEveryDatabase('an approved proposal', (open) => {
  const start = async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const { id, incident } = await proposeRestart(deps);
    await decide(deps, id);
    return { database, deps, id, incident };
  };

  test.each<[string, (context: Awaited<ReturnType<typeof start>>) => unknown, string]>([
    [
      'its endpoint means something else now',
      ({ deps }) => (deps.state.endpoint = { ...deps.state.endpoint, url: 'http://elsewhere/restart' }),
      'has changed since the dry run',
    ],
    [
      'its time ran out in the queue',
      ({ database }) =>
        database.query("UPDATE firewatch.proposals SET expires_at = now() - interval '2 minutes'"),
      'its time ran out',
    ],
    [
      'its approver is none any more',
      ({ deps }) => {
        deps.state.settings = {
          ...deps.settings,
          approvals: { approvers: ['U0BOB'], expireAfterSeconds: 300 },
        };
      },
      'may not approve any more',
    ],
    [
      'the incident is over',
      ({ deps, incident }) =>
        resolveIncident(deps, ALICE, { incidentId: incident.id, requestId: 'r1', cause: null, fix: null }),
      'the incident was resolved meanwhile',
    ],
  ])('is not run when %s', async (_, change, reason) => {
    const context = await start();
    await change(context);

    await executeProposal(context.deps, context.id);

    const { status, outcome: said } = await proposalOf(context.deps, context.id);
    expect(status).toBe('superseded');
    expect(said).toContain(reason);
    expect(context.deps.calls).toEqual([]);
  });

  test('is not run when its endpoint is gone', async () => {
    const { deps, id } = await start();
    deps.state.endpoint = { ...deps.state.endpoint, name: 'renamed' };

    await executeProposal(deps, id);

    expect(await outcome(deps, id)).toBe('failed, incident open');
    expect(deps.calls).toEqual([]);
  });

  test.each([
    ['failed', new UpstreamError('restart-checkout', 'answered 500', { status: 500, isRetryable: false })],
    ['unknown', new UncertainOutcomeError('restart-checkout', 'broke the connection')],
  ])('ends %s when the call does, and is not repeated', async (status, error) => {
    const { deps, id } = await start();
    deps.state.onCall = () => Promise.reject(error);

    await executeProposal(deps, id);
    await executeProposal(deps, id);
    await verify(deps, id);

    expect(await outcome(deps, id)).toBe(`${status}, incident open`);
    expect(deps.calls).toHaveLength(1);
  });

  test.each([
    [false, 'unknown, incident open', 1],
    [true, 'verifying, incident open', 2],
  ])('that was interrupted while it ran (idempotent: %s) ends %s', async (isIdempotent, end, calls) => {
    const { deps, id, database } = await start();
    await database.query('UPDATE firewatch.proposals SET is_idempotent = $1', [isIdempotent]);
    deps.state.onCall = () => new Promise(() => undefined);
    const dead = executeProposal(deps, id);
    while (deps.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    deps.state.onCall = async () => ({ status: 200, body: 'done' });

    await executeProposal(deps, id);
    void dead;

    expect(await outcome(deps, id)).toBe(end);
    expect(deps.calls).toHaveLength(calls);
    expect(new Set(deps.calls.map(({ idempotencyKey }) => idempotencyKey))).toEqual(new Set([id]));
  });

  /** Approved and idempotent, begun by a worker that is gone. */
  async function interrupted() {
    const context = await start();
    const { deps, id, database } = context;
    await database.query('UPDATE firewatch.proposals SET is_idempotent = true');
    deps.state.onCall = () => new Promise(() => undefined);
    void executeProposal(deps, id);
    while (deps.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    deps.state.onCall = async () => ({ status: 200, body: 'done' });
    return context;
  }

  test.each<[string, (context: Awaited<ReturnType<typeof start>>) => unknown]>([
    [
      'it began too long ago',
      ({ database }) =>
        database.query("UPDATE firewatch.executions SET started_at = now() - interval '3 minutes'"),
    ],
    [
      'the target has changed',
      ({ deps }) => (deps.state.endpoint = { ...deps.state.endpoint, url: 'http://elsewhere/restart' }),
    ],
    [
      'its time ran out',
      ({ database }) =>
        database.query("UPDATE firewatch.proposals SET expires_at = now() - interval '2 minutes'"),
    ],
    [
      'the incident was resolved meanwhile',
      ({ deps, incident }) =>
        resolveIncident(deps, ALICE, { incidentId: incident.id, requestId: 'r1', cause: null, fix: null }),
    ],
    [
      'the person who approved it may not approve any more',
      ({ deps }) => {
        const approvals = { approvers: ['U0BOB'], expireAfterSeconds: 300 };
        deps.state.settings = { ...deps.settings, approvals };
      },
    ],
  ])('that was interrupted is not run again when %s', async (reason, change) => {
    const context = await interrupted();
    await change(context);

    await executeProposal(context.deps, context.id);

    const { status, outcome: said } = await proposalOf(context.deps, context.id);
    expect(status).toBe('unknown');
    expect(said).toContain(reason);
    expect(context.deps.calls).toHaveLength(1);
  });

  test('that was interrupted is run again by one of several workers', async () => {
    const { deps, id } = await interrupted();
    const plans = deps.actions.plan;
    let waiting = 0;
    let release: () => void = () => undefined;
    const all = new Promise<void>((resolve) => (release = resolve));
    // All of them have read the row before the first claims it.
    const actions = {
      ...deps.actions,
      async plan(...args: Parameters<typeof plans>) {
        if ((waiting += 1) === 3) release();
        await all;
        return plans(...args);
      },
    };
    const worker = { ...deps, actions, settings: deps.settings };

    await Promise.all([1, 2, 3].map(() => executeProposal(worker, id)));

    expect(deps.calls).toHaveLength(2);
    expect(await outcome(deps, id)).toBe('verifying, incident open');
  });

  test.each(['at once', 'one after the other'])(
    'is not run when another incident runs the same fix (%s)',
    async (when) => {
      const { deps, id } = await start();
      const request = { requestId: 'r1', title: 'Cannot pay', severity: null, service: 'checkout' };
      const other = await proposeRestartIn(deps, await declareIncident(deps, ALICE, request));
      await decide(deps, other);

      if (when === 'at once') await Promise.all([executeProposal(deps, id), executeProposal(deps, other)]);
      else {
        await executeProposal(deps, id);
        deps.state.answer = answer(0.5);
        await verify(deps, id);
        await executeProposal(deps, other);
      }

      expect(deps.calls).toHaveLength(1);
      const all = [await proposalOf(deps, id), await proposalOf(deps, other)];
      const [loser, ...rest] = all.filter(({ status }) => status === 'superseded');
      expect(rest).toEqual([]);
      expect(loser?.outcome).toMatch(/^Not run: the same fix .* for INC-\d\.$/);
    },
  );

  test.each<[string, (context: Awaited<ReturnType<typeof start>>) => unknown]>([
    ['failed', ({ deps }) => (deps.state.onCall = () => Promise.reject(new Error('no')))],
    [
      'unknown',
      ({ deps }) =>
        (deps.state.onCall = () => Promise.reject(new UncertainOutcomeError('restart-checkout', 'broke'))),
    ],
    [
      'superseded',
      ({ deps }) => (deps.state.endpoint = { ...deps.state.endpoint, url: 'http://elsewhere/restart' }),
    ],
    [
      'superseded',
      ({ database }) =>
        database.query("UPDATE firewatch.proposals SET expires_at = now() - interval '2 minutes'"),
    ],
  ])('that ends %s has the incident looked at again', async (status, change) => {
    const context = await start();
    const { deps, id, database } = context;
    await database.query("UPDATE firewatch.investigations SET findings = '{}', finished_at = now()");
    await change(context);

    await executeProposal(deps, id);

    expect((await proposalOf(deps, id)).status).toBe(status);
    const waiting = await database.query('SELECT id FROM firewatch.investigations WHERE finished_at IS NULL');
    expect(waiting).toHaveLength(1);
  });

  test('has its whole window although the clocks of bot and database differ', async () => {
    const { deps, id, database } = await start();
    await executeProposal(deps, id);
    await database.query(
      `UPDATE firewatch.proposals SET verification = jsonb_set(verification, '{withinSeconds}', '60')`,
    );
    deps.state.answer = answer(0.5);
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(new Error('stopping')), 200);
    const ahead = { now: () => new Date(Date.now() + 600_000) };

    await expect(
      verifyProposal({ ...deps, settings: deps.settings, clock: ahead }, id, stopping.signal),
    ).rejects.toThrow('stopping');

    expect((await proposalOf(deps, id)).status).toBe('verifying');
  });

  test('is verified by the measurement and mitigates the incident', async () => {
    const { deps, id } = await start();
    deps.state.answer = answer(0.01, 0.02);
    await executeProposal(deps, id);

    await verify(deps, id);
    await verify(deps, id);

    expect(await outcome(deps, id)).toBe('verified, incident mitigated');
  });

  test.each([
    ['it is not met', answer(0.5)],
    ['one of the series does not meet it', answer(0.01, 0.5)],
    ['there is no data', answer()],
    ['the answer is cut', { ...answer(0.01), isPartial: true }],
    ['samples were left out', { ...answer(0.01), warnings: ['1 sample was NaN or infinite and left out.'] }],
    ['the value is not a number', answer(NaN)],
  ])('is not verified when %s', async (_, measured) => {
    const { deps, id } = await start();
    deps.state.answer = measured;
    await executeProposal(deps, id);

    await verify(deps, id);

    expect(await outcome(deps, id)).toBe('unverified, incident open');
  });

  test('is not verified without a metrics backend, nor by one that fails', async () => {
    const { deps, id } = await start();
    await executeProposal(deps, id);
    const failing = { ...deps.metricsSource, queryInstant: () => Promise.reject(new Error('down')) };

    await verifyProposal({ ...deps, settings: deps.settings, metricsSource: failing }, id, NEVER);

    const { status, outcome: said } = await proposalOf(deps, id);
    expect(status).toBe('unverified');
    expect(said).toContain('The last query failed: down');
  });

  test('goes on being verified after a restart', async () => {
    const { deps, id } = await start();
    await executeProposal(deps, id);
    const aborted = AbortSignal.abort(new Error('stopping'));

    await expect(verifyProposal(deps, id, aborted)).rejects.toThrow('stopping');
    expect((await proposalOf(deps, id)).status).toBe('verifying');
    deps.state.answer = answer(0);
    await verify(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('verified');
  });
});

describeOnEveryDatabase('the audit log', (open) => {
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
    await database.query(`UPDATE firewatch.audit SET details = '{}' WHERE seq = 7`);

    expect(await firstBroken(database)).toBe(7);
  });

  test('holds every step from proposal to verdict', async () => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const { id } = await proposeRestart(deps);
    await decide(deps, id, CAROL);
    await decide(deps, id);
    deps.state.answer = answer(0);
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
