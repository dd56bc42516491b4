import { expect, test } from '@jest/globals';
import type { DiagnosedRunbook } from '../../../src/analysis/findings.js';
import { createNamedCommands } from '../../../src/clients/commands/named-commands.js';
import { createMcpServers } from '../../../src/clients/mcp/mcp-servers.js';
import { createNamedEndpoints } from '../../../src/clients/named-endpoints.js';
import type { RunbookAction } from '../../../src/incidents/runbook.js';
import { silentLogger } from '../../../src/observability/logger.js';
import { createActionCatalogue, type ActionCatalogue } from '../../../src/remediation/action-catalogue.js';
import { runCommand } from '../../../tools/actions/run-command.js';
import { proposeRemediation } from '../../../src/workflows/remediation/propose-remediation.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import { buildAlert, createWorkflowDeps, incidentsOf, receive } from '../../helpers/workflow-deps.js';

describeOnOneDatabase('what a model asks to propose', (open) => {
  async function start({
    isConditional = false,
    step: other = {},
    actions,
  }: {
    isConditional?: boolean;
    step?: Partial<RunbookAction>;
    actions?: ActionCatalogue;
  } = {}) {
    const { store, database } = await open();
    const deps = createWorkflowDeps(store);
    const [runbook] = deps.runbooks().list();
    if (!runbook) throw new Error('There is a runbook.');
    const when = { changeWithinSeconds: isConditional ? 3600 : null, metric: null };
    const changed = { ...runbook, actions: runbook.actions.map((step) => ({ ...step, ...other, when })) };
    const runbooks = () => ({
      ...deps.runbooks(),
      get: (id: string) => (id === runbook.id ? changed : undefined),
    });
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    const ask = (request: { runbookId?: string; step?: number; service?: string }, applicable?: number[]) =>
      proposeRemediation(
        { ...deps, ...(actions ? { actions } : {}), runbooks },
        {
          incident: incident!,
          diagnosed: applicable ? [diagnosis(runbook.id, applicable)] : [],
          request: {
            runbookId: runbook.id,
            step: 1,
            service: 'checkout',
            rationale: 'I was told so.',
            evidenceIds: [],
            ...request,
          },
          signal: AbortSignal.timeout(30_000),
        },
      );
    const stored = () => store.transaction((tx) => tx.proposals.ofIncident(incident!.id));
    const end = (status: string) => database.query('UPDATE firewatch.proposals SET status = $1', [status]);
    return { ask, stored, end };
  }

  const diagnosis = (runbookId: string, applicableSteps: readonly number[]): DiagnosedRunbook => ({
    runbookId,
    title: 'x',
    reason: 'x',
    isSure: true,
    service: 'checkout',
    checks: [],
    score: 1,
    applicableSteps,
  });

  test('has the service filled in where the step names it, also within an argument', async () => {
    const { ask, stored } = await start({
      actions: noteCommand(),
      step: { action: 'run_command', arguments: { command: 'note', arguments: { about: '$service' } } },
    });

    expect(await ask({})).toMatchObject({ status: 'proposed', effect: '/bin/true checkout' });
    expect(await stored()).toMatchObject([
      { arguments: { command: 'note', arguments: { about: 'checkout' } }, service: 'checkout' },
    ]);
  });

  test.each([
    ['a runbook that nobody wrote', { runbookId: 'rm -rf' }, 'There is no runbook'],
    ['a step that it has not', { step: 9 }, 'there is no step 9'],
    ['a service that nobody knows', { service: 'checkout; rm -rf /' }, 'is not in the service catalogue'],
  ])('is refused for %s, and nothing is stored', async (_what, request, reason) => {
    const { ask, stored } = await start();

    expect(await ask(request)).toMatchObject({ status: 'refused', reason: expect.stringContaining(reason) });
    expect(await stored()).toEqual([]);
  });

  test('is refused for a service that the step does not act on, and where the same was tried before', async () => {
    const { ask, stored, end } = await start({ step: { arguments: { endpoint: 'restart-checkout' } } });
    expect(await ask({ service: 'payments' })).toEqual({
      status: 'refused',
      reason: 'This step acts on checkout, not on payments.',
    });
    expect(await stored()).toEqual([]);

    await ask({});
    for (const status of ['rejected', 'verified', 'unverified', 'failed', 'unknown']) {
      await end(status);
      expect(await ask({})).toMatchObject({
        status: 'refused',
        reason: expect.stringMatching(/^The same fix was .*in this incident/),
      });
    }
    expect(await stored()).toHaveLength(1);
  });

  test.each([
    ['were not looked at', undefined, 'were not checked'],
    ['do not hold', [2], 'do not hold'],
  ])("is refused where the step's conditions %s", async (_what, applicable, reason) => {
    const { ask, stored } = await start({ isConditional: true });

    expect(await ask({}, applicable)).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining(reason),
    });
    expect(await stored()).toEqual([]);
  });

  test('is proposed where they hold', async () => {
    const { ask, stored } = await start({ isConditional: true });

    expect(await ask({}, [1])).toMatchObject({ status: 'proposed' });
    expect(await stored()).toHaveLength(1);
  });
});

function noteCommand(): ActionCatalogue {
  const note = {
    name: 'note',
    description: 'Notes it.',
    service: 'checkout',
    argv: ['/bin/true', '{about}'],
    rules: { about: { values: ['checkout'] } },
    cwd: '/',
    env: {},
    undo: null,
    timeoutMs: 1_000,
    maxOutputBytes: 100,
    risk: 'low' as const,
    isIdempotent: true,
    isReversible: true,
    rollback: 'Nothing to do.',
  };
  return createActionCatalogue([runCommand], {
    http: createNamedEndpoints({ endpoints: [], timeoutMs: 1_000 }),
    mcp: createMcpServers({ servers: [], taken: new Set(), log: silentLogger() }).actions,
    commands: createNamedCommands({ commands: [note], redact: (text) => text }),
  });
}
