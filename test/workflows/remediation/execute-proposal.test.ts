import { expect, test } from '@jest/globals';
import { defaultPolicy } from '../../../src/remediation/policy/default-policy.js';
import type { Expectation, RunbookAction } from '../../../src/incidents/runbook.js';
import type { Incident } from '../../../src/incidents/incident.js';
import { UncertainOutcomeError, UpstreamError } from '../../../src/shared/errors.js';
import type { ProposalId } from '../../../src/shared/ids.js';
import { resolveIncident } from '../../../src/workflows/lifecycle/resolve-incident.js';
import { declareIncident } from '../../../src/workflows/opening/declare-incident.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { proposeRemediation } from '../../../src/workflows/remediation/propose-remediation.js';
import { verifyProposal } from '../../../src/workflows/remediation/verify-proposal.js';
import { describeOnEveryDatabase } from '../../helpers/every-database.js';
import {
  ALICE,
  measured,
  createWorkflowDeps,
  decide,
  incidentsOf,
  proposalOf,
  proposeRestart,
  verify,
  type WorkflowDeps,
} from '../../helpers/workflow-deps.js';

const NEVER = new AbortController().signal;

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

describeOnEveryDatabase('an approved proposal', (open) => {
  const start = async (step: Partial<RunbookAction> = {}) => {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    deps.state.step = step;
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
        deps.state.policy = defaultPolicy({ approvers: ['U0BOB'], expireAfterSeconds: 300 });
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
        deps.state.answer = measured(0.5);
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
    const query = 'errors{service="$service"}';
    const verify60: Expectation = {
      query,
      is: { operator: '<', value: 0.1 },
      withinSeconds: 60,
      forSeconds: 0,
    };
    const { deps, id } = await start({ verify: verify60 });
    await executeProposal(deps, id);
    deps.state.answer = measured(0.5);
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
    deps.state.answer = measured(0.01, 0.02);
    await executeProposal(deps, id);

    await verify(deps, id);
    await verify(deps, id);

    expect(await outcome(deps, id)).toBe('verified, incident mitigated');
  });

  test.each([
    ['it is not met', measured(0.5)],
    ['one of the series does not meet it', measured(0.01, 0.5)],
    ['there is no data', measured()],
    ['the answer is cut', { ...measured(0.01), isPartial: true }],
    [
      'samples were left out',
      { ...measured(0.01), warnings: ['1 sample was NaN or infinite and left out.'] },
    ],
    ['the value is not a number', measured(NaN)],
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
    deps.state.answer = measured(0);
    await verify(deps, id);

    expect((await proposalOf(deps, id)).status).toBe('verified');
  });
});
