/**
 * Who somebody is, by Slack and the paging system, as far as a decision wants to know. What cannot be found out is said so.
 * What Slack said is remembered for a moment: it takes 20 questions a minute about groups, and fifty people may click.
 */
import type { OnCallPerson } from '../incidents/incident.js';
import type { Logger } from '../observability/logger.js';
import type { Decider } from '../remediation/policy/eligibility.js';
import type { PeopleDirectory } from '../remediation/ports.js';
import { errorMessage } from '../shared/errors.js';
import { createShortMemory } from './short-memory.js';
import type { SlackClient } from './web-client.js';

export interface PeopleDirectoryDeps {
  readonly client: SlackClient;
  readonly log: Logger;
  /** Null: nobody can tell. */
  readonly onCall: (service: string) => Promise<readonly OnCallPerson[] | null>;
}

type SlackUser = NonNullable<Awaited<ReturnType<SlackClient['users']['info']>>['user']>;

export function createPeopleDirectory({ client, log, onCall }: PeopleDirectoryDeps): PeopleDirectory {
  /** Undefined when it did not answer. */
  async function attempt<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      log.warn({ detail: errorMessage(error), what }, 'who may decide could not be found out');
      return undefined;
    }
  }

  const users = createShortMemory((user) =>
    attempt('account', async () => (await client.users.info({ user })).user),
  );
  const members = createShortMemory((usergroup) =>
    attempt('user group', async () => (await client.usergroups.users.list({ usergroup })).users),
  );

  async function findGroups(
    id: string,
    groups: readonly string[],
    isFresh: boolean,
  ): Promise<ReadonlySet<string> | null> {
    const mine = new Set<string>();
    for (const group of new Set(groups)) {
      const people = await members.get(group, isFresh);
      if (people === undefined) return null;
      if (people.includes(id)) mine.add(group);
    }
    return mine;
  }

  /** By the address that both systems know; Slack tells it with the scope `users:read.email` alone. */
  async function findOnCall(user: SlackUser | undefined, service: string | null): Promise<boolean | null> {
    if (service === null) return false;
    const people = await attempt('on call', () => onCall(service));
    const email = user?.profile?.email?.toLowerCase();
    if (!people || email === undefined) return null;
    return people.some((person) => person.email?.toLowerCase() === email);
  }

  return {
    async findByEmail(email) {
      const user = await attempt('address', async () => (await client.users.lookupByEmail({ email })).user);
      return user?.id !== undefined && accountOf(user) === 'member' ? user.id : null;
    },
    async describe(slackUserId, { userGroups, onCallFor, isFresh = false }) {
      const [user, groups] = await Promise.all([
        users.get(slackUserId, isFresh),
        findGroups(slackUserId, userGroups, isFresh),
      ]);
      return {
        slackUserId,
        account: accountOf(user),
        userGroups: groups,
        isOnCall: await findOnCall(user, onCallFor),
      };
    },
  };
}

function accountOf(user: SlackUser | undefined): Decider['account'] {
  if (!user) return 'unknown';
  if (user.deleted) return 'deactivated';
  if (user.is_bot || user.is_workflow_bot || user.id === 'USLACKBOT') return 'bot';
  if (user.is_stranger) return 'stranger';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}
