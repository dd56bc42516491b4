import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAlertmanager } from '../../../src/clients/services/alertmanager.js';
import {
  describeWithServer,
  findFreePort,
  startAlertmanager,
  type RealServer,
} from '../../helpers/real-servers.js';
import { startHttpStub } from '../../helpers/http-stub.js';
import { UncertainOutcomeError } from '../../../src/shared/errors.js';
import { catalogueWith, RUN, signal } from './catalogue-with.js';

const ALERT = { alert: 'CheckoutErrors', service: 'checkout' };
const ASKED = { ...ALERT, duration: '1h' };

interface StoredSilence {
  readonly id: string;
  readonly status: { readonly state: string };
  readonly matchers: readonly object[];
  readonly createdBy: string;
  readonly comment: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

describeWithServer('alertmanager', 'silences in Alertmanager', () => {
  let server: RealServer;

  beforeAll(async () => {
    server = await startAlertmanager({
      configYaml: 'route: { receiver: none }\nreceivers: [{ name: none }]\n',
    });
    await fire('CheckoutErrors', 'checkout', 'a');
    await fire('CheckoutErrors', 'checkout', 'b');
    await fire('CheckoutErrors', 'search', 'a');
    await fire('CheckoutErrorsSlow', 'checkout', 'a');
  });
  afterAll(() => server.stop());

  async function fire(alertname: string, service: string, pod: string): Promise<void> {
    const labels = { alertname, service, pod };
    const answer = await fetch(`${server.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ labels }]),
    });
    expect(answer.status).toBe(200);
  }

  async function stored(): Promise<readonly StoredSilence[]> {
    const answer = await fetch(`${server.url}/api/v2/silences`);
    return (await answer.json()) as readonly StoredSilence[];
  }

  async function silenceByHand(labels: Readonly<Record<string, string>>): Promise<string> {
    const now = Date.now();
    const answer = await fetch(`${server.url}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        matchers: Object.entries(labels).map(([name, value]) => ({
          name,
          value,
          isRegex: false,
          isEqual: true,
        })),
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + 5 * 3_600_000).toISOString(),
        createdBy: 'bob',
        comment: 'deploying',
      }),
    });
    return ((await answer.json()) as { silenceID: string }).silenceID;
  }

  async function hidden(): Promise<string[]> {
    const answer = await fetch(`${server.url}/api/v2/alerts?active=false&silenced=true`);
    const alerts = (await answer.json()) as { labels: Record<string, string> }[];
    return alerts.map(({ labels }) => `${labels['alertname']} ${labels['service']} ${labels['pod']}`).sort();
  }

  const catalogue = (maxAlerts = 5, timeoutMs = 5_000, url = server.url) =>
    catalogueWith({
      alertmanager: createAlertmanager({ url, headers: {}, serviceLabel: 'service', maxAlerts, timeoutMs }),
    });

  test('are shown first, made once, hide exactly what was shown, and are taken back', async () => {
    const actions = catalogue();
    const { plan, arguments: args } = await actions.plan('create_silence', ASKED, signal());
    expect(plan).toMatchObject({
      effect: `Silence {alertname="CheckoutErrors",service="checkout"} at ${server.url} for 1h`,
      dryRun:
        'It would hide 2 alerts that fire now: alertname=CheckoutErrors, pod=a, service=checkout; ' +
        'alertname=CheckoutErrors, pod=b, service=checkout.',
      isIdempotent: true,
      service: 'checkout',
      undo: { action: 'expire_silence', arguments: ALERT },
    });
    expect(await stored()).toEqual([]);
    expect(await actions.check('create_silence', args, signal())).toMatchObject({ isReached: false });

    const run = { ...RUN, targetVersion: plan.target.version, approvedBy: 'U0ALICE', signal: signal() };
    await actions.execute('create_silence', args, { ...run, idempotencyKey: 'first' });
    const again = await actions.execute('create_silence', args, { ...run, idempotencyKey: 'first' });

    const [silence, ...others] = await stored();
    expect(others).toEqual([]);
    expect(again.output).toContain(silence?.id);
    expect(silence).toMatchObject({
      createdBy: 'Firewatch, approved by U0ALICE',
      comment: 'Firewatch proposal first, approved by U0ALICE.',
      matchers: [
        { name: 'alertname', value: 'CheckoutErrors', isRegex: false, isEqual: true },
        { name: 'service', value: 'checkout', isRegex: false, isEqual: true },
      ],
    });
    expect((Date.parse(silence!.endsAt) - Date.parse(silence!.startsAt)) / 1000).toBeCloseTo(3600, 0);
    expect(await hidden()).toEqual(['CheckoutErrors checkout a', 'CheckoutErrors checkout b']);
    expect(await actions.check('create_silence', args, signal())).toMatchObject({ isReached: true });
    // A worker that takes up an interrupted run sees the same target.
    const replanned = await actions.plan('create_silence', ASKED, signal());
    expect(replanned.plan.target).toEqual(plan.target);

    const undo = await actions.plan('expire_silence', plan.undo!.arguments, signal());
    expect(undo.plan.effect).toBe(plan.undo!.effect);
    // One that was approved and has ended says nothing about one that was made since.
    const former = {
      ...run,
      idempotencyKey: 'former',
      targetVersion: '00000000-0000-4000-8000-000000000000',
    };
    await actions.execute('expire_silence', undo.arguments, former);
    expect((await stored()).map(({ status }) => status.state)).toEqual(['active']);
    await actions.execute('expire_silence', undo.arguments, {
      ...run,
      idempotencyKey: 'undo',
      targetVersion: undo.plan.target.version,
    });
    expect((await stored()).map(({ status }) => status.state)).toEqual(['expired']);
    expect(await hidden()).toEqual([]);
    await expect(actions.plan('expire_silence', ALERT, signal())).rejects.toThrow('No silence of Firewatch');
  });

  test("leave a person's own silence alone, which is found instead of made again", async () => {
    const asked = { ...ASKED, service: 'search' };
    const same = { service: 'search', alertname: 'CheckoutErrors' };
    // One that hides less is not the same.
    await silenceByHand({ ...same, pod: 'b' });
    const { plan: without } = await catalogue().plan('create_silence', asked, signal());
    expect(without.dryRun).not.toContain('hides the same');
    const silenceID = await silenceByHand(same);
    const before = (await stored()).length;

    const { plan } = await catalogue().plan('create_silence', asked, signal());
    expect(plan.dryRun).toContain(`Silence ${silenceID} hides the same until`);
    const run = { ...RUN, idempotencyKey: 'second', signal: signal() };
    expect((await catalogue().execute('create_silence', asked, run)).output).toContain(silenceID);
    expect(await stored()).toHaveLength(before);
    const { duration: _, ...alert } = asked;
    await expect(catalogue().plan('expire_silence', alert, signal())).rejects.toThrow(
      'No silence of Firewatch',
    );
  });

  test.each([
    ['more alerts than the operator allows', ASKED, 1, 'would hide 2 alerts that fire now'],
    ['an alert that does not fire', { ...ASKED, alert: 'Nothing' }, 5, 'does not fire'],
    ['a pattern', { ...ASKED, alert: '.*' }, 5, 'refuses alert'],
    ['another duration', { ...ASKED, duration: '365d' }, 5, 'refuses duration'],
    ['matchers of a caller', { ...ASKED, matchers: [] }, 5, 'refuses'],
  ])('are refused for %s', async (_what, args, maxAlerts, words) => {
    const before = (await stored()).length;
    await expect(catalogue(maxAlerts).plan('create_silence', args, signal())).rejects.toThrow(words);
    expect(await stored()).toHaveLength(before);
  });

  test('have another target once other alerts would be hidden', async () => {
    const asked = { ...ASKED, alert: 'CheckoutErrorsSlow' };
    const before = await catalogue().plan('create_silence', asked, signal());
    await fire('CheckoutErrorsSlow', 'checkout', 'b');
    const after = await catalogue().plan('create_silence', asked, signal());
    expect(after.plan.target.version).not.toBe(before.plan.target.version);
  });

  test('fail for certain when refused or unreachable, and are uncertain when no answer came', async () => {
    const answers = { silences: 'hang' as 'hang' | { status: number; headers?: Record<string, string> } };
    const stub = await startHttpStub(({ method }) => (method === 'GET' ? { body: [] } : answers.silences));
    const execute = (url = stub.url) =>
      catalogue(5, 300, url)
        .execute('create_silence', ASKED, { ...RUN, idempotencyKey: 'key', signal: signal() })
        .catch((error: unknown) => error);

    expect(await execute()).toBeInstanceOf(UncertainOutcomeError);
    answers.silences = { status: 504 };
    expect(await execute()).toBeInstanceOf(UncertainOutcomeError);
    answers.silences = { status: 403 };
    const refused = await execute();
    expect(refused).not.toBeInstanceOf(UncertainOutcomeError);
    expect(refused).toMatchObject({
      message: expect.stringContaining('check the token beside actions.alert'),
    });
    answers.silences = { status: 307, headers: { location: 'http://169.254.169.254/' } };
    expect(await execute()).toMatchObject({ message: expect.stringContaining('is not followed') });
    await stub.close();
    const nobody = `http://127.0.0.1:${await findFreePort()}`;
    expect(await execute(nobody)).toMatchObject({ message: expect.stringContaining('cannot be reached') });
  });

  test('are refused where no Alertmanager is configured', async () => {
    await expect(catalogueWith({}).plan('create_silence', ASKED, signal())).rejects.toThrow(
      'set actions.alertmanager.url in firewatch.yaml',
    );
  });
});
