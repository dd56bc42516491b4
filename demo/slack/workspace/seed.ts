/** The people and channels of a fresh demo workspace. Ids are stable so that configuration and tests can name them. */
import type { User, UserGroup } from './model.js';

/** A person to seed. Only `id` and `name` are needed. */
export type UserSeed = Pick<User, 'id' | 'name'> & Partial<User>;

/** A channel to seed; `members` are user ids. */
export interface ChannelSeed {
  readonly id: string;
  readonly name: string;
  readonly topic?: string;
  readonly purpose?: string;
  readonly isPrivate?: boolean;
  readonly members: readonly string[];
}

export const BOT_USER: UserSeed = {
  id: 'U0FIREWATCH',
  name: 'firewatch',
  realName: 'Firewatch',
  title: 'Incident responder',
  isBot: true,
  botId: 'B0FIREWATCH',
};

export const SEED_USERS: readonly UserSeed[] = [
  { id: 'U0ALICE', name: 'alice', realName: 'Alice Moreau', title: 'SRE, on call' },
  { id: 'U0BOB', name: 'bob', realName: 'Bob Okafor', title: 'Checkout engineer, on call' },
  { id: 'U0CAROL', name: 'carol', realName: 'Carol Lindqvist', title: 'Customer support' },
  { id: 'U0GUEST', name: 'gary', realName: 'Gary Guest', title: 'Contractor', isGuest: true },
];

export const SEED_CHANNELS: readonly ChannelSeed[] = [
  {
    id: 'C0INCIDENTS',
    name: 'incidents',
    topic: 'One thread per incident. Firewatch posts here first.',
    members: ['U0ALICE', 'U0BOB', 'U0CAROL', 'U0FIREWATCH'],
  },
  {
    id: 'C0CHECKOUT',
    name: 'checkout',
    topic: 'The checkout service: deploys, questions, numbers',
    members: ['U0ALICE', 'U0BOB', 'U0CAROL', 'U0GUEST', 'U0FIREWATCH'],
  },
  {
    id: 'C0GENERAL',
    name: 'general',
    topic: 'Everything else',
    members: ['U0ALICE', 'U0BOB', 'U0CAROL'],
  },
];

export const SEED_USER_GROUPS: readonly UserGroup[] = [
  { id: 'S0ONCALL', handle: 'oncall', name: 'On call', users: ['U0ALICE', 'U0BOB'] },
];

/** Fills in what a seed leaves out. */
export function buildUser(seed: UserSeed): User {
  return {
    realName: seed.name,
    title: '',
    email: `${seed.name}@example.com`,
    timeZone: 'Europe/Amsterdam',
    isBot: false,
    isGuest: false,
    isDeactivated: false,
    botId: undefined,
    ...seed,
  };
}
