import { afterEach, describe, expect, test } from '@jest/globals';
import { createPagerDuty } from '../../../src/clients/pagerduty.js';
import { createPaging } from '../../../src/clients/services/paging.js';
import { UncertainOutcomeError } from '../../../src/shared/errors.js';
import { startFakePagerDuty, type FakePagerDuty } from '../../helpers/fake-pagerduty.js';
import type { StubAnswer } from '../../helpers/http-stub.js';
import { catalogueWith, RUN, signal } from './catalogue-with.js';

const INCIDENT = '3f0c1d52-8c8e-4d0e-9a55-0d3f6b7a9c10';
const SOMEBODY_ELSE = { id: 'USomebodyElse', name: 'Eve', email: 'eve@example.org' };
const ARGS = { service: 'checkout', incident: INCIDENT };

let fake: FakePagerDuty | undefined;
afterEach(() => fake?.close());

async function setUp({ levels = 2 } = {}) {
  const names = ['Ann', 'Ben', 'Cleo'].slice(0, levels);
  const server = await startFakePagerDuty({
    token: 'token-for-tests',
    users: ['firewatch@example.org'],
    services: { SVC1: 'POL1', SVC2: 'POL1' },
    onCalls: names.map((name, index) => ({
      policyId: 'POL1',
      level: index + 1,
      user: { id: `U${name}`, name, email: `${name}@example.org` },
    })),
  });
  fake = server;
  const options = {
    token: 'token-for-tests',
    fromEmail: 'firewatch@example.org',
    apiUrl: server.url,
    timeoutMs: 400,
  };
  const open = async (key: string, serviceId = 'SVC1') =>
    createPagerDuty(options).createIncident({ key, title: key, details: '', serviceId, severity: 'sev1' });
  await open('firewatch:another');
  await open(`firewatch:${INCIDENT}`, 'SVC2');
  await open(`firewatch:${INCIDENT}:1`);
  const ours = server.incidents[2]!;
  const serviceId = (service: string) => (service === 'checkout' ? 'SVC1' : null);
  const catalogue = catalogueWith({ paging: createPaging({ ...options, serviceId }) });
  const plan = async () => (await catalogue.plan('page_on_call', ARGS, signal())).plan;
  const execute = (targetVersion: string) =>
    catalogue.execute('page_on_call', ARGS, {
      ...RUN,
      targetVersion,
      idempotencyKey: 'key',
      signal: signal(),
    });
  const writes = () => server.requests.filter(({ method }) => method === 'PUT').length;
  return { server, ours, catalogue, plan, execute, writes };
}

describe('page_on_call', () => {
  test('pages the next level of exactly this incident, once, and waits for somebody to take it', async () => {
    const { server, ours, catalogue, plan, execute, writes } = await setUp({ levels: 3 });
    const planned = await plan();
    expect(planned).toMatchObject({
      effect: 'Page level 2 of the escalation policy in PagerDuty: Ben',
      dryRun: `${ours.id} is at level 1, not acknowledged. Ben would be paged.`,
      service: 'checkout',
      isReversible: false,
      undo: null,
    });
    expect(writes()).toBe(0);

    const another = planned.target.version.replace(ours.id, 'PANOTHER');
    await expect(execute(another)).rejects.toThrow('which nobody approved');
    expect(writes()).toBe(0);

    await execute(planned.target.version);
    expect(await execute(planned.target.version)).toMatchObject({
      output: expect.stringContaining('nobody was paged again'),
    });

    expect(writes()).toBe(1);
    expect(server.incidents.map(({ assignees }) => assignees.map(({ id }) => id))).toEqual([
      ['UAnn'],
      ['UAnn'],
      ['UBen'],
    ]);
    const check = () => catalogue.check('page_on_call', ARGS, signal());
    expect(await check()).toMatchObject({ isReached: false });
    ours.status = 'acknowledged';
    expect(await check()).toEqual({ isReached: true, text: `${ours.id} is acknowledged` });
    // What was approved is done; another level is another proposal.
    expect((await plan()).target.version).not.toBe(planned.target.version);
  });

  test('is refused where there is nobody further, nothing open, or no such service', async () => {
    const { ours, catalogue, plan } = await setUp({ levels: 1 });
    await expect(plan()).rejects.toThrow('at the last level');
    ours.assignees = [SOMEBODY_ELSE];
    await expect(plan()).rejects.toThrow('assigned to nobody of its escalation policy');
    ours.status = 'resolved';
    await expect(plan()).rejects.toThrow('is not open in PagerDuty');
    const search = { ...ARGS, service: 'search' };
    await expect(catalogue.plan('page_on_call', search, signal())).rejects.toThrow(
      'pagerduty.com/service-id',
    );
    const pattern = { ...ARGS, incident: 'PD1' };
    await expect(catalogue.plan('page_on_call', pattern, signal())).rejects.toThrow('must be $incident');
    await expect(catalogueWith({}).plan('page_on_call', ARGS, signal())).rejects.toThrow(
      'set PAGERDUTY_TOKEN',
    );
  });

  test('is asked for once: what was taken is found, what nobody knows is uncertain, a refusal is one', async () => {
    const { server, ours, plan, execute, writes } = await setUp();
    const { target } = await plan();
    const attempt = async (answer: StubAnswer) => {
      const before = writes();
      // The look before it is answered as usual: a list of incidents, and one of people.
      const looks = [listed(), onCalls()];
      server.failNext(...looks, answer);
      const result: unknown = await execute(target.version).catch((error: unknown) => error);
      expect(writes()).toBe(before + 1);
      return result;
    };
    const listed = () => ({ body: { incidents: [present()], more: false } });
    const onCalls = () => ({
      body: {
        oncalls: [
          { escalation_level: 1, user: { id: 'UAnn', name: 'Ann' } },
          { escalation_level: 2, user: { id: 'UBen', name: 'Ben' } },
        ],
        more: false,
      },
    });
    const present = () => ({
      id: ours.id,
      status: ours.status,
      incident_key: ours.key,
      escalation_policy: { id: 'POL1' },
      assignments: ours.assignees.map(({ id }) => ({ assignee: { id } })),
    });

    expect(await attempt({ status: 503 })).toBeInstanceOf(UncertainOutcomeError);
    expect(await attempt('drop')).toBeInstanceOf(UncertainOutcomeError);
    const refused = await attempt({ status: 403, body: { error: { message: 'Access Denied' } } });
    expect(refused).not.toBeInstanceOf(UncertainOutcomeError);
    expect(refused).toMatchObject({ message: expect.stringContaining('Access Denied') });
    expect(await attempt({ status: 429, headers: { 'ratelimit-reset': '1' } })).toMatchObject({
      status: 429,
    });

    const pending = attempt('hang');
    ours.assignees = [{ id: 'UBen', name: 'Ben', email: 'ben@example.org' }];
    expect(await pending).toMatchObject({ output: expect.stringContaining('level 2') });
  });
});
