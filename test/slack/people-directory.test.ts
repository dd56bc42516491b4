/** Who may decide, as Slack says: through a local Slack, with everybody who may not. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLocalSlack, type LocalSlack } from '../../demo/slack/local-slack.js';
import { SEED_USERS } from '../../demo/slack/workspace/seed.js';
import { silentLogger } from '../../src/observability/logger.js';
import { judgeDecider } from '../../src/remediation/policy/eligibility.js';
import type { PeopleDirectory } from '../../src/remediation/ports.js';
import { createPeopleDirectory } from '../../src/slack/people-directory.js';
import { createSlackClient } from '../../src/slack/web-client.js';

const SRE = { kind: 'user-group', id: 'S0SRE', name: 'sre' } as const;
const ABOUT = { userGroups: ['S0SRE'], onCallFor: null };

let slack: LocalSlack;
const members = ['U0ALICE', 'U0GUEST', 'U0GONE', 'U0FIREWATCH'];
let people: PeopleDirectory;
let onCall: () => Promise<{ name: string; email: string | null; level: number }[] | null>;

beforeEach(async () => {
  slack = createLocalSlack({
    users: [...SEED_USERS, { id: 'U0GONE', name: 'gone', isDeactivated: true }],
    userGroups: [{ id: 'S0SRE', handle: 'sre', name: 'SRE', users: members }],
  });
  await slack.start();
  onCall = async () => null;
  const client = createSlackClient({
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    log: silentLogger(),
  });
  people = createPeopleDirectory({ client, log: silentLogger(), onCall: () => onCall() });
});
afterEach(() => slack.stop());

const codeFor = async (id: string) => {
  const may = judgeDecider(await people.describe(id, ABOUT), [SRE], 'decide');
  return may.isAllowed ? 'allowed' : may.code;
};
const asked = (method: string) =>
  slack.control.log().filter((entry) => entry.kind === 'api' && entry.method === method).length;

describe('who may decide, by a group of Slack', () => {
  test.each([
    ['U0ALICE', 'allowed'],
    ['U0BOB', 'not_eligible'],
    ['U0GUEST', 'no_member'],
    ['U0GONE', 'no_member'],
    ['U0FIREWATCH', 'no_member'],
    ['U0NOBODY', 'cannot_check'],
  ])('%s: %s', async (id, code) => {
    expect(await codeFor(id)).toBe(code);
  });

  test('nobody is let through while Slack does not answer, and it is asked again at once', async () => {
    slack.control.faults.down(60_000);
    expect(await codeFor('U0ALICE')).toBe('cannot_check');

    slack.control.faults.clear();
    expect(await codeFor('U0ALICE')).toBe('allowed');
  });

  test('fifty who click at once are one question about the group', async () => {
    await Promise.all(Array.from({ length: 50 }, () => people.describe('U0ALICE', ABOUT)));

    expect(asked('usergroups.users.list')).toBe(1);
    expect(asked('users.info')).toBe(1);
  });

  test('who was taken out of the group a moment ago is out when it runs', async () => {
    expect(await codeFor('U0ALICE')).toBe('allowed');
    slack.control.changeUserGroup('S0SRE', []);

    const { userGroups } = await people.describe('U0ALICE', { ...ABOUT, isFresh: true });

    expect(userGroups?.size).toBe(0);
    // And the click after it knows as well.
    expect(await codeFor('U0ALICE')).toBe('not_eligible');
  });
});

describe('who may decide, by carrying the pager', () => {
  test.each([
    ['alice@example.com', true],
    ['ALICE@example.com', true],
    ['bob@example.com', false],
    [null, false],
  ])('on call is %s: %s', async (email, isOnCall) => {
    onCall = async () => [{ name: 'Somebody', email, level: 1 }];

    expect((await people.describe('U0ALICE', { ...ABOUT, onCallFor: 'checkout' })).isOnCall).toBe(isOnCall);
  });

  test('is not known while the paging system is away, or knows no such service', async () => {
    const about = { ...ABOUT, onCallFor: 'checkout' };
    expect((await people.describe('U0ALICE', about)).isOnCall).toBeNull();

    onCall = () => Promise.reject(new Error('503'));
    expect((await people.describe('U0ALICE', about)).isOnCall).toBeNull();
  });
});
