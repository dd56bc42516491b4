import { expect, test } from '@jest/globals';
import { createPagerDuty } from '../../../src/clients/pagerduty.js';
import { createPaging } from '../../../src/clients/services/paging.js';
import { UncertainOutcomeError, UpstreamError } from '../../../src/shared/errors.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { startFakePagerDuty } from '../../helpers/fake-pagerduty.js';
import type { StubAnswer } from '../../helpers/http-stub.js';
import { catalogueWith, RUN, signal } from './catalogue-with.js';

const INCIDENT = '3f0c1d52-8c8e-4d0e-9a55-0d3f6b7a9c10';
const ARGS = { service: 'checkout', incident: INCIDENT, from: 'payments' };
const SERVICES: Readonly<Record<string, string>> = { checkout: 'SVC1', payments: 'SVC2', lonely: 'SVC3' };

const onClose = closeAfterEach();

async function setUp({ hasResponders = true } = {}) {
  const fromEmail = 'firewatch@example.org';
  const person = (policyId: string, level: number, name: string) => ({
    policyId,
    level,
    user: { id: `U${name}`, name, email: `${name}@example.org` },
  });
  const server = await startFakePagerDuty({
    token: 'token-for-tests',
    users: [`not-${fromEmail}`, fromEmail],
    services: { SVC1: 'POL1', SVC2: 'POL2', SVC3: 'POL3' },
    onCalls: [person('POL1', 1, 'Ann'), person('POL2', 1, 'Cleo'), person('POL2', 2, 'Dan')],
    hasResponders,
  });
  onClose(() => server.close());
  const options = { token: 'token-for-tests', fromEmail, apiUrl: server.url, timeoutMs: 400 };
  await createPagerDuty(options).createIncident({
    key: `firewatch:${INCIDENT}`,
    title: 'Checkout fails',
    details: '',
    serviceId: 'SVC1',
    severity: 'sev1',
  });
  const ours = server.incidents[0]!;
  const paging = createPaging({ ...options, serviceId: (service) => SERVICES[service] ?? null });
  const catalogue = catalogueWith({ paging });
  const plan = async (args: object = ARGS) =>
    (await catalogue.plan('request_responders', args, signal())).plan;
  const execute = (targetVersion: string, idempotencyKey = 'key-1') =>
    catalogue.execute('request_responders', ARGS, {
      ...RUN,
      approvedBy: 'U0ALICE',
      targetVersion,
      idempotencyKey,
      signal: signal(),
    });
  const check = () => catalogue.check('request_responders', ARGS, signal());
  const asked = () => server.requests.filter(({ path }) => path.endsWith('/responder_requests'));
  const cleo = () => ours.requests.at(-1)!.targets[0]!.responders[0]!;
  return { server, ours, plan, execute, check, asked, cleo };
}

test('the people on call for another service are asked once, and one of them has to join', async () => {
  const { ours, plan, execute, check, asked, cleo } = await setUp();
  const planned = await plan();
  expect(planned).toMatchObject({
    effect: `Ask Cleo, on call for payments, to help with ${ours.id} in PagerDuty`,
    target: { name: `checkout (PagerDuty incident ${ours.id})` },
    dryRun:
      'Cleo would be paged. If nobody answers, PagerDuty goes on to Dan. The people of checkout stay assigned.',
    service: 'checkout',
    isReversible: false,
    undo: null,
  });
  expect(asked()).toEqual([]);
  expect(await check()).toEqual({ isReached: false, text: 'nobody of payments was asked' });

  expect(await execute(planned.target.version)).toEqual({
    output: `Cleo was asked to help with ${ours.id}.`,
  });
  expect(JSON.parse(asked()[0]!.body)).toEqual({
    requester_id: 'PUSER2',
    message: 'Help is wanted with checkout. Firewatch proposal key-1, approved by U0ALICE.',
    responder_request_targets: [
      { responder_request_target: { id: 'POL2', type: 'escalation_policy_reference' } },
    ],
  });
  expect(ours.assignees.map(({ id }) => id)).toEqual(['UAnn']);
  expect((await execute(planned.target.version)).output).toContain('by this run already');
  expect((await execute(planned.target.version, 'key-2')).output).toContain('Nobody was asked again');
  expect(asked()).toHaveLength(1);
  await expect(plan()).rejects.toThrow(
    'Cleo was asked already and did not answer yet. Nobody is asked twice.',
  );

  expect(await check()).toEqual({ isReached: false, text: 'Cleo did not answer yet' });
  cleo().state = 'declined';
  expect(await check()).toEqual({ isReached: false, text: 'Cleo said no' });
  // A worker that takes up an interrupted run finds its own request, whatever was answered.
  expect((await execute(planned.target.version)).output).toContain('by this run already');
  // A no may be asked about again, by people who know of it.
  const again = await plan();
  expect(again.dryRun).toContain('Cleo said no before.');
  await execute(again.target.version, 'key-2');
  cleo().state = 'joined';
  expect(await check()).toEqual({ isReached: true, text: `Cleo joined ${ours.id}` });
});

test('nobody is asked where it cannot work, and the reason says what to do', async () => {
  const { plan, ours } = await setUp();
  await expect(plan({ ...ARGS, from: 'checkout' })).rejects.toThrow('page_on_call goes on to the next level');
  await expect(plan({ ...ARGS, from: 'lonely' })).rejects.toThrow('Nobody is on call for lonely');
  await expect(plan({ ...ARGS, from: 'search' })).rejects.toThrow('pagerduty.com/service-id');
  ours.status = 'resolved';
  await expect(plan()).rejects.toThrow('is not open in PagerDuty');
  const poor = await setUp({ hasResponders: false });
  await expect(poor.plan()).rejects.toThrow('Add Responders is not in its plan');
  await expect(catalogueWith({}).plan('request_responders', ARGS, signal())).rejects.toThrow(
    'set PAGERDUTY_TOKEN',
  );
});

test('what was approved for one incident is not asked for another', async () => {
  const { execute, asked } = await setUp();
  await expect(execute('PD9?POL2')).rejects.toThrow('which nobody approved');
  expect(asked()).toEqual([]);
});

test.each<[string, StubAnswer, boolean]>([
  ['a failure', { status: 500 }, false],
  ['a broken connection', 'drop', false],
  ['a refusal', { status: 402, body: { error: { message: 'Required abilities are unavailable' } } }, true],
])('after %s it is not asked again', async (_what, answer, isCertain) => {
  const { server, plan, execute, asked } = await setUp();
  const { target } = await plan();
  server.failNextWrite(answer);
  const error: unknown = await execute(target.version).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UpstreamError);
  expect(error instanceof UncertainOutcomeError).toBe(!isCertain);
  expect(String(error)).toContain(isCertain ? 'Required abilities' : 'They may have been asked all the same');
  expect(asked()).toHaveLength(1);
});

test('a request that was taken and not answered is found', async () => {
  const { server, plan, execute, asked } = await setUp();
  const { target } = await plan();
  server.failNextWrite('hang', { isTaken: true });
  expect((await execute(target.version)).output).toContain('Cleo was asked');
  expect(asked()).toHaveLength(1);
});
