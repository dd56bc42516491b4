import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createGitHub } from '../../../src/clients/services/github/github.js';
import { UncertainOutcomeError } from '../../../src/shared/errors.js';
import { GITHUB_HEADERS, REPOSITORY, startFakeGitHub, type FakeGitHub } from '../../helpers/fake-github.js';
import { catalogueWith, RUN, signal } from './catalogue-with.js';

let server: FakeGitHub;
beforeEach(async () => {
  server = await startFakeGitHub();
});
afterEach(() => server.close());

function catalogue({
  keyInput = 'key' as string | null,
  headers = GITHUB_HEADERS,
  repository = REPOSITORY,
} = {}) {
  const github = createGitHub({
    apiUrl: server.url,
    headers,
    timeoutMs: 400,
    lookEveryMs: 5,
    workflows: [
      {
        name: 'rollback-checkout',
        service: 'checkout',
        repository,
        file: 'rollback.yml',
        ref: 'main',
        inputs: { reason: 'incident' },
        choices: { region: ['eu', 'us'] },
        keyInput,
        risk: 'medium',
        isReversible: false,
        rollback: 'Start deploy.yml.',
      },
    ],
    environments: [
      {
        name: 'checkout-production',
        service: 'checkout',
        repository,
        environment: 'production',
        risk: 'high',
      },
    ],
  });
  return catalogueWith({ github });
}

const run = (targetVersion: string, idempotencyKey = 'key-1') => ({
  ...RUN,
  targetVersion,
  idempotencyKey,
  approvedBy: 'U0ALICE',
  signal: signal(),
});
const writes = () => server.requests.filter(({ method }) => method !== 'GET');
const sought = { idempotencyKey: 'key-1', since: new Date() };
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('dispatch_workflow', () => {
  const ARGS = { workflow: 'rollback-checkout', choices: { region: 'eu' } };
  const planned = async (actions = catalogue()) =>
    (await actions.plan('dispatch_workflow', ARGS, signal())).plan;

  test('starts exactly what was shown, once, finds its run and waits for its end', async () => {
    const actions = catalogue();
    const plan = await planned(actions);
    expect(plan).toMatchObject({
      effect: `Start rollback.yml of ${REPOSITORY} on main with {"reason":"incident","region":"eu"}`,
      isIdempotent: true,
      service: 'checkout',
    });
    expect(writes()).toEqual([]);

    const first = await actions.execute('dispatch_workflow', ARGS, run(plan.target.version));
    const second = await actions.execute('dispatch_workflow', ARGS, run(plan.target.version));

    const url = `https://github.test/${REPOSITORY}/actions/runs/1`;
    expect([first.output, second.output]).toEqual([`Started: ${url}`, `It was started already: ${url}`]);
    expect(server.runs.map(({ inputs }) => inputs)).toEqual([
      { reason: 'incident', region: 'eu', key: 'key-1' },
    ]);
    // A run of somebody else is none of ours.
    server.runs.unshift({
      id: 9,
      title: 'by hand',
      inputs: {},
      createdAt: new Date(),
      conclusion: 'success',
    });
    const check = () => actions.check('dispatch_workflow', ARGS, signal(), sought);
    expect(await check()).toEqual({ isReached: false, text: `the run is in_progress: ${url}` });
    server.runs[1]!.conclusion = 'failure';
    expect(await check()).toEqual({ isReached: false, text: `the run ended with failure: ${url}` });
    server.runs[1]!.conclusion = 'success';
    expect(await check()).toMatchObject({ isReached: true });
  });

  test('finds the run by its time where the workflow takes no key, and is not repeated then', async () => {
    const actions = catalogue({ keyInput: null });
    const old = new Date(Date.now() - 3_600_000);
    server.runs.unshift({ id: 1, title: 'old', inputs: {}, createdAt: old, conclusion: 'success' });
    const plan = await planned(actions);
    expect(plan.isIdempotent).toBe(false);
    expect(await actions.check('dispatch_workflow', ARGS, signal(), sought)).toMatchObject({
      isReached: false,
    });
    const { output } = await actions.execute('dispatch_workflow', ARGS, run(plan.target.version));
    expect(output).toMatch(/runs\/2$/);
  });

  test('is refused once its branch has moved, while it is switched off, and for other inputs', async () => {
    const actions = catalogue();
    const plan = await planned(actions);
    server.workflow.commit = 'd'.repeat(40);
    expect((await planned(actions)).target.version).not.toBe(plan.target.version);
    await expect(actions.execute('dispatch_workflow', ARGS, run(plan.target.version))).rejects.toThrow(
      'is not what was approved any more',
    );
    server.workflow.state = 'disabled_manually';
    await expect(planned(actions)).rejects.toThrow('switch it on at GitHub');
    for (const [args, words] of [
      [{ ...ARGS, choices: { region: 'moon' } }, 'one of eu, us'],
      [{ ...ARGS, choices: { region: 'eu', reason: 'fun' } }, 'leaves no choice of reason'],
      [{ ...ARGS, workflow: 'deploy' }, 'No workflow named deploy'],
      [{ ...ARGS, ref: 'evil' }, 'refuses'],
    ] as const)
      await expect(actions.plan('dispatch_workflow', args, signal())).rejects.toThrow(words);
    expect(writes()).toEqual([]);
  });

  test.each([
    [
      'a refusal',
      { status: 422, body: { message: 'Unexpected inputs provided' } },
      'Unexpected inputs',
      false,
    ],
    [
      'a spent rate limit',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795417200' } },
      'takes no more requests of this token until 2026-11-23T07:00:00',
      false,
    ],
    [
      'a missing permission',
      { status: 403, body: { message: 'Resource not accessible' } },
      'Check the token',
      false,
    ],
    [
      'a redirect',
      { status: 307, headers: { location: 'http://169.254.169.254/' } },
      'is not followed',
      false,
    ],
    ['no answer', 'hang' as const, 'did not answer within', true],
    ['a broken connection', 'drop' as const, 'broke the connection', true],
    ['a gateway', { status: 502 }, 'gateway', true],
  ])('tells what became of it after %s', async (_what, answer, words, isUncertain) => {
    const actions = catalogue();
    const plan = await planned(actions);
    server.answerNextWrite(answer);
    const failure = await failureOf(actions.execute('dispatch_workflow', ARGS, run(plan.target.version)));
    expect(failure).toMatchObject({ message: expect.stringContaining(words) });
    expect(failure instanceof UncertainOutcomeError).toBe(isUncertain);
    expect(JSON.stringify(failure) + String(failure)).not.toContain('github-token');
    expect(writes()).toHaveLength(1);
  });

  test('says what to look at when the token is wrong or may not see the repository', async () => {
    const wrong = catalogue({ headers: { authorization: 'Bearer wrong-token' } });
    await expect(planned(wrong)).rejects.toThrow(/401.*Check the token of actions.github/);
    await expect(planned(catalogue({ repository: 'shop/other' }))).rejects.toThrow(
      /404.*names of repository/,
    );
    await expect(catalogueWith({}).plan('dispatch_workflow', ARGS, signal())).rejects.toThrow(
      'actions.github.workflows in firewatch.yaml',
    );
  });
});

describe('revert_deployment', () => {
  const ARGS = { environment: 'checkout-production' };
  const [old, good, bad] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string];
  const planned = async (actions = catalogue()) =>
    (await actions.plan('revert_deployment', ARGS, signal())).plan;

  beforeEach(() => {
    server.deployed(old, 'inactive', 'success');
    server.deployed(good, 'inactive', 'success', 'in_progress');
    server.deployed('4'.repeat(40), 'failure');
    server.deployed(bad, 'inactive', 'success');
    server.deployed(bad, 'success');
  });

  test('deploys the last other commit that had succeeded, once, and waits for its success', async () => {
    const actions = catalogue();
    const plan = await planned(actions);
    expect(plan).toMatchObject({
      effect: `Deploy ${good} to production of ${REPOSITORY} (now: ${bad})`,
      target: { version: `${bad}>${good}` },
      risk: 'high',
      isIdempotent: true,
    });
    expect(await actions.check('revert_deployment', ARGS, signal())).toMatchObject({ isReached: false });

    await actions.execute('revert_deployment', ARGS, run(plan.target.version));
    const again = await actions.execute('revert_deployment', ARGS, run(plan.target.version));

    expect(again.output).toBe('Deployment 6 was asked for already.');
    expect(writes()).toHaveLength(1);
    expect(server.deployments[0]).toMatchObject({
      sha: good,
      payload: { firewatch: 'key-1' },
      description: 'Firewatch proposal key-1, approved by U0ALICE',
    });
    const check = () => actions.check('revert_deployment', ARGS, signal(), sought);
    expect(await check()).toEqual({ isReached: false, text: 'deployment 6 to production is pending' });
    await expect(planned(actions)).rejects.toThrow('is pending; let it end first');
    server.deployments[0]!.states = ['success', 'in_progress'];
    expect(await check()).toMatchObject({ isReached: true });
  });

  test('is refused once something else was deployed, and where there is nothing to go back to', async () => {
    const actions = catalogue();
    const plan = await planned(actions);
    server.deployed('5'.repeat(40), 'success');
    await expect(actions.execute('revert_deployment', ARGS, run(plan.target.version))).rejects.toThrow(
      'not what was approved',
    );
    server.deployments.splice(0, Infinity);
    server.deployed(good, 'success');
    await expect(planned(actions)).rejects.toThrow('knows no two commits');
    expect(writes()).toEqual([]);
  });

  test('finds what was taken although no answer came, and is uncertain when there is nothing', async () => {
    const actions = catalogue();
    const { target } = await planned(actions);
    server.answerNextWrite('hang');
    const lost = await failureOf(actions.execute('revert_deployment', ARGS, run(target.version)));
    expect(lost).toBeInstanceOf(UncertainOutcomeError);

    server.answerNextWrite('drop', { isTaken: true });
    const taken = await actions.execute('revert_deployment', ARGS, run(target.version));
    expect(taken.output).toBe('Deployment 6 of 222222222222 was asked for.');
    expect(server.deployments).toHaveLength(6);
  });
});
